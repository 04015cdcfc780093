package io.robusttransfer.tests.inputs;

import com.fasterxml.jackson.databind.JsonNode;
import io.robusttransfer.tests.cluster.Cluster;
import io.robusttransfer.tests.inputs.Mutants.Mutant;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Manifests that are really created, some at a time, each watched until it is over or says what it waits for. */
final class Created {
    private static final Set<String> OVER = Set.of("Complete", "Failed");
    private static final Set<String> WAITS = Set.of("Suspended", "Stalled", "Waiting");
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** What it waits for is believed when it has said so for this long. */
    private static final Duration UNCHANGED = Duration.ofSeconds(20);

    private static final int AT_ONCE = 10;

    private final Cluster cluster;
    private final String experiments;
    private final Map<String, Watch> watched = new HashMap<>();
    private final Map<String, Integer> ends = new TreeMap<>();
    private final List<String> stuck = new ArrayList<>();
    private double longest;

    /** One that was created. */
    private static final class Watch {
        final Mutant mutant;
        final long created = System.nanoTime();
        String phase = "";
        long since = created;

        Watch(Mutant mutant) {
            this.mutant = mutant;
        }
    }

    Created(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.experiments = Cluster.experiments(namespace);
    }

    /** Until all of them have come to an end that somebody can read. */
    void run(List<Mutant> mutants) throws InterruptedException {
        Deque<Mutant> waiting = new ArrayDeque<>(mutants);
        while (!waiting.isEmpty() || !watched.isEmpty()) {
            while (watched.size() < AT_ONCE && !waiting.isEmpty()) {
                create(waiting.remove());
            }
            Thread.sleep(500);
            look();
        }
    }

    private void create(Mutant mutant) {
        Cluster.Response response =
                cluster.send("POST", experiments + "?fieldValidation=Strict", "application/yaml", mutant.yaml());
        if (response.ok()) {
            watched.put(response.body().at("/metadata/name").asText(), new Watch(mutant));
        } else {
            stuck.add(mutant.described() + ": refused when it was created: " + response.message());
        }
    }

    private void look() {
        for (JsonNode experiment :
                cluster.send("GET", experiments, null, null).body().path("items")) {
            String name = experiment.at("/metadata/name").asText();
            Watch watch = watched.get(name);
            if (watch != null) {
                judge(name, watch, experiment.path("status"));
            }
        }
    }

    private void judge(String name, Watch watch, JsonNode status) {
        long now = System.nanoTime();
        JsonNode ready = ready(status);
        String phase = status.path("phase").asText();
        String reason = ready.path("reason").asText();
        if (!watch.phase.equals(phase + reason)) {
            watch.phase = phase + reason;
            watch.since = now;
        }
        boolean says = WAITS.contains(phase) && !ready.path("message").asText().isBlank();
        if (OVER.contains(phase) || says && now - watch.since > UNCHANGED.toNanos()) {
            ends.merge(OVER.contains(phase) || reason.equals(phase) ? phase : phase + ", " + reason, 1, Integer::sum);
            longest = Math.max(longest, (watch.since - watch.created) / 1e9);
            end(name);
        } else if (now - watch.created > LONGEST.toNanos()) {
            stuck.add(watch.mutant.described() + ": " + status + "\n" + watch.mutant.yaml());
            end(name);
        }
    }

    private static JsonNode ready(JsonNode status) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition;
            }
        }
        return status.path("conditions").path(-1);
    }

    private void end(String name) {
        watched.remove(name);
        cluster.send("DELETE", experiments + "/" + name, "application/json", "{}");
    }

    /** How many came to which end. */
    Map<String, Integer> ends() {
        return ends;
    }

    /** Those that said nothing to the point in five minutes. */
    List<String> stuck() {
        return stuck;
    }

    /** Seconds until the slowest had come to its end. */
    double longest() {
        return longest;
    }
}
