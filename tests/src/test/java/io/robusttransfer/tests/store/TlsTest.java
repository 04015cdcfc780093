package io.robusttransfer.tests.store;

import static io.robusttransfer.tests.store.StoreContract.bytes;
import static io.robusttransfer.tests.store.StoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.store.Patience;
import io.robusttransfer.worker.store.S3Credentials;
import io.robusttransfer.worker.store.S3Settings;
import io.robusttransfer.worker.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate an authority of one's own vouches for. */
@Timeout(60)
class TlsTest {
    @TempDir
    static Path place;

    private static S3Proxy proxy;

    private final List<String> notices = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private Path secret;

    @BeforeAll
    static void start() throws Exception {
        String keystore = place.resolve("keys.p12").toString();
        keytool(
                "-genkeypair -alias s3 -keyalg EC -dname CN=s3 -ext san=ip:127.0.0.1 -validity 2 -storetype PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                keystore);
        keytool("-exportcert -rfc -alias s3 -storepass changeit", "-keystore", keystore, "-file", place + "/ca.crt");
        TransientNio2BlobStore blobs = new TransientNio2BlobStore();
        blobs.createContainer(S3Server.BUCKET);
        proxy = S3Proxy.builder()
                .blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .secureEndpoint(URI.create("https://127.0.0.1:0"))
                .keyStore(keystore, "changeit")
                .awsAuthentication(AuthenticationType.AWS_V4, S3Server.KEY, S3Server.SECRET)
                .build();
        proxy.start();
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.stop();
    }

    @BeforeEach
    void writeSecret() throws IOException {
        secret = Files.createTempDirectory(place, "secret");
        Files.writeString(secret.resolve("AWS_ACCESS_KEY_ID"), S3Server.KEY);
        Files.writeString(secret.resolve("AWS_SECRET_ACCESS_KEY"), S3Server.SECRET);
    }

    @Test
    void the_secrets_authority_is_trusted() throws IOException {
        Files.copy(place.resolve("ca.crt"), secret.resolve("ca.crt"));
        Store store = store("https", proxy.getSecurePort());
        assertThat(store.create("a", bytes("x"))).isTrue();
        assertThat(text(store, "a")).isEqualTo("x");
        assertThat(notices).isEmpty();
    }

    @Test
    void without_it_the_message_says_where_to_put_it_at_once() {
        assertThatThrownBy(() -> store("https", proxy.getSecurePort()).read("a"))
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageContaining("is not trusted")
                .hasMessageContaining("ca.crt");
        assertThat(pauses).isEmpty();
    }

    @Test
    void a_damaged_authority_is_named() throws IOException {
        Files.writeString(secret.resolve("ca.crt"), "-----BEGIN CERTIFICATE-----\nnonsense\n");
        assertThatThrownBy(() -> store("https", proxy.getSecurePort()))
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageContaining(secret.resolve("ca.crt").toString());
    }

    @Test
    void the_wrong_scheme_is_told_either_way() {
        assertThatThrownBy(() -> store("https", proxy.getPort()).read("a"))
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageContaining("write http:// instead of https://");
        assertThatThrownBy(() -> store("http", proxy.getSecurePort()).read("a"))
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageContaining("stores[lab].s3.endpoint");
    }

    private Store store(String scheme, int port) {
        S3Settings settings = new S3Settings(
                scheme + "://127.0.0.1:" + port, null, true, new S3Credentials.SecretFolder(secret), "stores[lab].s3");
        Patience patience = new Patience(Duration.ofSeconds(10), Duration.ZERO, System::nanoTime, () -> 0, pauses::add);
        return S3Server.store(settings, patience, notices::add);
    }

    private static void keytool(String options, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList(options.split(" ")));
        command.addAll(Arrays.asList(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
