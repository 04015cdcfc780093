package io.robusttransfer.tests.scale;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads that only the operator does here, as the API server counts them since it started. */
record Reads(Map<String, Long> counts) {
    private static final Map<String, String> RESOURCES = Map.of(
            "LIST pods", "resource=\"pods\"",
            "LIST events", "resource=\"events\"",
            "GET podtemplates", "resource=\"podtemplates\"");

    static Reads now(KubernetesClient client) {
        return of(client.raw("/metrics"));
    }

    static Reads of(String metrics) {
        return new Reads(
                RESOURCES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, read -> metrics.lines()
                        .filter(line -> line.startsWith("apiserver_request_total{") && line.contains(read.getValue()))
                        .filter(line -> line.contains("verb=\"" + read.getKey().split(" ")[0] + "\""))
                        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum())));
    }

    Map<String, Long> since(Reads before) {
        Map<String, Long> since = new TreeMap<>();
        counts.forEach((what, count) -> since.put(what, count - before.counts.get(what)));
        return since;
    }
}
