package io.robusttransfer.tests.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The cluster that KUBECONFIG names, through its API alone. One for all tests of this JVM. */
public final class Cluster {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final String EXPERIMENTS =
            "/apis/robusttransfer.io/v1alpha1/namespaces/%s/robusttransferexperiments";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Cluster opened;

    private final KubernetesClient client;
    private ResultsBucket bucket;

    private Cluster(KubernetesClient client) {
        this.client = client;
    }

    /** What the API server said. */
    public record Response(int code, JsonNode body) {
        public boolean ok() {
            return code / 100 == 2;
        }

        public String message() {
            return body.path("message").asText();
        }
    }

    /** The API server is away, or its own store is. */
    public static final class Unanswered extends IllegalStateException {
        private static final long serialVersionUID = 1;

        Unanswered(String message, Throwable cause) {
            super(message, cause);
        }
    }

    public static synchronized Cluster open() {
        if (opened == null) {
            Config config = Config.autoConfigure(null);
            Cluster cluster =
                    new Cluster(new KubernetesClientBuilder().withConfig(config).build());
            cluster.kubectl("apply", "--server-side", "--force-conflicts", "-k", "crds/crd");
            Await.atMost(PATIENCE).until("the API server knows experiments", () -> cluster.send(
                            "GET", experiments("default"), null, null)
                    .ok());
            opened = cluster;
        }
        return opened;
    }

    /** For people. */
    static String json(Object object) {
        return JSON.valueToTree(object).toString();
    }

    public KubernetesClient client() {
        return client;
    }

    /** Waits for an API server that was away. */
    void awaitReady() {
        Await.atMost(PATIENCE).until("the API server is ready", () -> send("GET", "/readyz", null, null)
                .ok());
    }

    synchronized ResultsBucket bucket() {
        if (bucket == null) {
            bucket = ResultsBucket.open(this);
        }
        return bucket;
    }

    public static String experiments(String namespace) {
        return EXPERIMENTS.formatted(namespace);
    }

    /** Sends a request as it is written, so that nothing of a wrong manifest is put right on its way. */
    public Response send(String method, String path, String type, String body) {
        return send(method, path, type, "application/json", body);
    }

    Response send(String method, String path, String type, String accept, String body) {
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(client.getMasterUrl().toString().replaceFirst("/$", "") + path)
                .header("Accept", accept)
                .method(method, type, body)
                .build();
        try {
            HttpResponse<String> response =
                    client.getHttpClient().sendAsync(request, String.class).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            String text = response.bodyString();
            if (response.code() >= 500) {
                throw new Unanswered(method + " " + path + ": " + text, null);
            }
            return new Response(
                    response.code(), text.startsWith("{") ? JSON.readTree(text) : MissingNode.getInstance());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new Unanswered(method + " " + path + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @return what it printed */
    String kubectl(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Kit.program("kubectl")));
        command.addAll(List.of(arguments));
        return Shell.run(Path.of(".."), PATIENCE, command);
    }
}
