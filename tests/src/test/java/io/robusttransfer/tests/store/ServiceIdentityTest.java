package io.robusttransfer.tests.store;

import static io.robusttransfer.tests.store.StoreContract.bytes;
import static io.robusttransfer.tests.store.StoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.robusttransfer.crds.api.S3;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.store.Patience;
import io.robusttransfer.worker.store.S3Settings;
import io.robusttransfer.worker.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Keys that a platform gives to a service account, in the place of a Secret. */
@Timeout(60)
class ServiceIdentityTest {
    private static final String ROLE = "arn:aws:iam::1:role/research";

    @TempDir
    Path folder;

    @RegisterExtension
    final S3ServerExtension server = S3ServerExtension.s3Proxy();

    private HttpServer platform;
    private int status = 200;
    private String key = S3Server.KEY;
    private Instant expiry = Instant.now().plus(Duration.ofHours(1));
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        platform = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        platform.createContext("/", this::answer);
        platform.start();
        Files.writeString(folder.resolve("token"), "signed-for-this-account\n");
    }

    @AfterEach
    void stop() {
        platform.stop(0);
    }

    @Test
    void the_token_of_a_service_account_gets_keys_from_the_token_service_once() {
        // S3Proxy knows no session tokens: what arrives is looked at here
        List<String> signed = new CopyOnWriteArrayList<>();
        platform.createContext("/" + S3Server.BUCKET, exchange -> {
            Headers headers = exchange.getRequestHeaders();
            signed.add(headers.getFirst("Authorization").replaceFirst("/.*", "") + " with "
                    + headers.getFirst("X-Amz-Security-Token"));
            exchange.getResponseHeaders().add("ETag", "\"1\"");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        Store store = store(address(), byToken());
        store.write("a", bytes("x"));
        store.write("b", bytes("x"));
        assertThat(signed).hasSize(2).containsOnly("AWS4-HMAC-SHA256 Credential=" + S3Server.KEY + " with for-an-hour");
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0))
                .contains("Action=AssumeRoleWithWebIdentity", "WebIdentityToken=signed-for-this-account")
                .contains("RoleArn=" + ROLE);
    }

    @Test
    void an_agent_on_the_node_gives_keys_until_they_expire() {
        Store store = store(byAgent());
        store.write("a", bytes("x"));
        store.write("b", bytes("x"));
        assertThat(text(store, "a")).isEqualTo("x");
        assertThat(asked).containsExactly("/v1/credentials authorized by signed-for-this-account");

        expiry = Instant.now();
        Store shortLived = store(byAgent());
        shortLived.write("a", bytes("y"));
        shortLived.write("b", bytes("y"));
        assertThat(asked).hasSizeGreaterThan(2);
    }

    @Test
    void keys_in_the_environment_come_first() {
        Map<String, String> environment = byToken();
        environment.put("AWS_ACCESS_KEY_ID", S3Server.KEY);
        environment.put("AWS_SECRET_ACCESS_KEY", S3Server.SECRET);
        store(environment).write("a", bytes("x"));
        assertThat(asked).isEmpty();
    }

    @Test
    void an_identity_that_gets_no_keys_is_told_with_what_to_do() throws IOException {
        status = 403;
        for (Map<String, String> environment : List.of(byToken(), byAgent())) {
            assertRefused(environment, "403");
        }
        status = 200;
        key = "";
        assertRefused(byAgent(), "its answer holds none");

        Map<String, String> nobody = byToken();
        nobody.put("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:" + S3Server.freePort());
        assertRefused(nobody, nobody.get("AWS_ENDPOINT_URL_STS"));
        nobody.put("AWS_WEB_IDENTITY_TOKEN_FILE", folder.resolve("absent").toString());
        assertRefused(nobody, "cannot read the token");
    }

    @Test
    void without_keys_and_identity_both_remedies_are_told() {
        assertThatThrownBy(() -> store(Map.of()).write("a", bytes("x")))
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageStartingWith("spec.stores[lab].s3: No S3 credentials: ")
                .hasMessageContaining("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or ")
                .hasMessageContaining("AWS_WEB_IDENTITY_TOKEN_FILE");
    }

    private void assertRefused(Map<String, String> environment, String says) {
        assertThatThrownBy(() -> store(environment).write("a", bytes("x")))
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageContaining(": http://127.0.0.1:")
                .hasMessageContaining(" gives no keys: ")
                .hasMessageContaining(says)
                .hasMessageContaining("name a Secret in spec.stores[lab].s3.secretName")
                .hasMessageNotContaining("signed-for-this-account");
    }

    private Map<String, String> byToken() {
        return new HashMap<>(Map.of(
                "AWS_ENDPOINT_URL_STS",
                address(),
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                folder.resolve("token").toString(),
                "AWS_ROLE_ARN",
                ROLE));
    }

    private Map<String, String> byAgent() {
        return new HashMap<>(Map.of(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                address() + "/v1/credentials",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                folder.resolve("token").toString()));
    }

    private String address() {
        return "http://127.0.0.1:" + platform.getAddress().getPort();
    }

    /** As a pod opens one whose entry of spec.stores names no Secret. */
    private Store store(Map<String, String> environment) {
        return store(server.endpoint(), environment);
    }

    private static Store store(String endpoint, Map<String, String> environment) {
        S3 s3 = new S3(endpoint, "us-east-1", true, null, false);
        Patience hasty =
                new Patience(Duration.ofSeconds(5), Duration.ofSeconds(1), System::nanoTime, () -> 0, pause -> {});
        return S3Server.store(S3Settings.of("lab", s3, Optional.empty(), environment), hasty, notice -> {});
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean agent = exchange.getRequestMethod().equals("GET");
        asked.add(
                agent
                        ? exchange.getRequestURI() + " authorized by "
                                + exchange.getRequestHeaders().getFirst("Authorization")
                        : exchange.getRequestURI().getQuery());
        byte[] body = (agent ? json() : xml()).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String json() {
        return "{\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"%s\",\"Expiration\":\"%s\"}"
                .formatted(key, S3Server.SECRET, expiry);
    }

    private String xml() {
        return """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>%s</AccessKeyId>
                <SecretAccessKey>%s</SecretAccessKey><SessionToken>for-an-hour</SessionToken>
                <Expiration>2126-01-01T00:00:00Z</Expiration>
                </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
                """.formatted(key, S3Server.SECRET);
    }
}
