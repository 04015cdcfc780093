package io.robusttransfer.tests.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes parts of the cluster away for a while, and always brings them back. */
record Chaos(Kit kit) {
    private static final Pattern REVISION = Pattern.compile("\"revision\":\"(\\d+)\"");

    void stopped(String component, Duration time) {
        away(component, "stop", "start", time);
    }

    void frozen(String component, Duration time) {
        away(component, "freeze", "thaw", time);
    }

    private void away(String component, String away, String back, Duration time) {
        kit.run("component.sh", away, component);
        try {
            Await.during(time, () -> {});
        } finally {
            kit.run("component.sh", back, component);
        }
    }

    /** Forgets all history, so that nobody can go on watching from an earlier revision. */
    void compactEtcd() {
        String now = post("/v3/kv/range", "{\"key\":\"" + Base64.getEncoder().encodeToString(new byte[] {'x'}) + "\"}");
        Matcher revision = REVISION.matcher(now);
        if (!revision.find()) {
            throw new AssertionError("etcd told no revision: " + now);
        }
        post("/v3/kv/compaction", "{\"revision\":\"" + revision.group(1) + "\",\"physical\":true}");
    }

    private String post(String path, String body) {
        try {
            int port =
                    Integer.parseInt(Files.readString(kit.home().resolve("conf").resolve("port"))
                                    .trim())
                            + 1;
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(Duration.ofSeconds(20))
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError("etcd: " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
