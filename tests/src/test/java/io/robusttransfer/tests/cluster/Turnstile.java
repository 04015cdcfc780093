package io.robusttransfer.tests.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchConditionBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Parts the writes of one user in one namespace: the API server asks it before each of them. After one that it let through, the
 * next is refused, once something has happened; then one is let through again.
 */
final class Turnstile implements AutoCloseable {
    private static final String PASSWORD = "turnstile";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final HttpsServer server;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Runnable between;
    private final ValidatingWebhookConfiguration webhook;
    private final Lab lab;
    private final Set<String> made = new HashSet<>();
    private boolean passed;
    private final AtomicInteger refused = new AtomicInteger();

    private Turnstile(Lab lab, String user, Path folder, Runnable between)
            throws IOException, GeneralSecurityException {
        this.lab = lab;
        this.between = between;
        KeyStore keys = keys(folder);
        this.server = server(keys);
        server.setExecutor(thread);
        server.createContext("/", this::answer);
        server.start();
        this.webhook = lab.cluster()
                .client()
                .resource(webhook(lab.namespace(), user, server.getAddress().getPort(), keys.getCertificate("mykey")))
                .create();
    }

    /**
     * @param folder an empty one, for its key
     * @param between happens after each write that was let through and before the next is
     */
    static Turnstile before(Lab lab, String user, Path folder, Runnable between) {
        try {
            return new Turnstile(lab, user, folder, between);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    int refused() {
        return refused.get();
    }

    /** One request at a time, as there is one thread. */
    private void answer(HttpExchange exchange) throws IOException {
        JsonNode review = Cluster.JSON.readTree(exchange.getRequestBody());
        String operation = review.at("/request/operation").asText();
        String object = review.at("/request/resource/resource").asText() + "/"
                + review.at("/request/name").asText();
        // what is there already is not written by asking for it again
        boolean allowed = operation.equals("CREATE") && made.contains(object) || pass();
        if (allowed && operation.equals("CREATE")) {
            made.add(object);
        } else if (allowed && operation.equals("DELETE")) {
            made.remove(object);
        }
        ObjectNode answer = Cluster.JSON.createObjectNode();
        answer.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        answer.putObject("response")
                .put("uid", review.at("/request/uid").asText())
                .put("allowed", allowed);
        byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException gone) {
            // the writer is dead, and the API server waits no more for the answer: nothing is written
        }
    }

    private boolean pass() {
        if (passed) {
            between.run();
            refused.incrementAndGet();
        }
        passed = !passed;
        return passed;
    }

    private static HttpsServer server(KeyStore keys) throws IOException, GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    private static KeyStore keys(Path folder) throws IOException, GeneralSecurityException {
        Path file = folder.resolve("turnstile.p12");
        Shell.run(
                folder,
                SOON,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(file)) {
            keys.load(stored, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static ValidatingWebhookConfiguration webhook(
            String namespace, String user, int port, Certificate certificate) throws GeneralSecurityException {
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        return new ValidatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(namespace)
                .endMetadata()
                .addNewWebhook()
                .withName("turnstile.tests.robusttransfer.io")
                .withNewClientConfig()
                .withUrl("https://127.0.0.1:" + port + "/")
                .withCaBundle(Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)))
                .endClientConfig()
                .addNewRule()
                .withApiGroups("*")
                .withApiVersions("*")
                .withResources("*/*")
                .withOperations("CREATE", "UPDATE", "DELETE")
                .withScope("Namespaced")
                .endRule()
                .withNewNamespaceSelector()
                .withMatchLabels(Map.of("kubernetes.io/metadata.name", namespace))
                .endNamespaceSelector()
                .withMatchConditions(new MatchConditionBuilder()
                        .withName("user")
                        .withExpression("request.userInfo.username == '" + user + "'")
                        .build())
                .withFailurePolicy("Fail")
                .withSideEffects("None")
                .withTimeoutSeconds(30)
                .withAdmissionReviewVersions("v1")
                .endWebhook()
                .build();
    }

    @Override
    public void close() {
        lab.cluster().client().resource(webhook).delete();
        server.stop(0);
        thread.shutdownNow();
    }
}
