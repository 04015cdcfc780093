package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An experiment in a cluster. */
record Applied(Lab lab, String name, String uid) {
    static final Duration LONG = Duration.ofMinutes(Integer.getInteger("cluster.minutes", 12));

    JsonNode status() {
        return lab.read(name).path("status");
    }

    /** Of the condition Ready: what the column STATUS shows. */
    String reason() {
        return condition("Ready").path("reason").asText();
    }

    JsonNode condition(String type) {
        for (JsonNode condition : status().path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return status().path("conditions").path(-1);
    }

    /** Why its Jobs wait; empty for one that runs. */
    Set<String> waiting() {
        Set<String> reasons = new HashSet<>();
        status().path("runningLists")
                .forEach(list -> reasons.add(list.path("waiting").asText()));
        return reasons;
    }

    boolean is(String type) {
        return condition(type).path("status").asText().equals("True");
    }

    Applied awaitComplete() {
        Await.atMost(LONG).showing(this::seen).until(name + " is Complete", () -> {
            assertThat(is("Failed")).as(this::seen).isFalse();
            return is("Complete");
        });
        return this;
    }

    Applied awaitFailed() {
        Await.atMost(LONG).showing(this::seen).until(name + " is Failed", () -> is("Failed"));
        return this;
    }

    Applied await(String what, Predicate<Applied> holds) {
        Await.atMost(LONG).showing(this::seen).until(what, () -> holds.test(this));
        return this;
    }

    /** What {@code kubectl get rte} shows, by column. */
    Map<String, String> columns() {
        Cluster.Response answer = lab.cluster()
                .send(
                        "GET",
                        Cluster.experiments(lab.namespace()) + "/" + name,
                        null,
                        "application/json;as=Table;v=v1;g=meta.k8s.io",
                        null);
        assertThat(answer.code()).as(answer.message()).isEqualTo(200);
        JsonNode columns = answer.body().path("columnDefinitions");
        JsonNode cells = answer.body().path("rows").path(0).path("cells");
        return IntStream.range(0, columns.size())
                .boxed()
                .collect(Collectors.toMap(
                        i -> columns.get(i).path("name").asText(),
                        i -> cells.path(i).asText(""),
                        (a, b) -> b,
                        TreeMap::new));
    }

    void execution(String field, Object value) {
        change("{\"spec\": {\"execution\": {\"" + field + "\": " + Cluster.json(value) + "}}}");
    }

    void suspend(boolean suspend) {
        execution("suspend", suspend);
    }

    /** @param merge a merge patch (RFC 7386) */
    void change(String merge) {
        change("", merge);
    }

    /** What only the operator is to write. */
    void changeStatus(String merge) {
        change("/status", merge);
    }

    private void change(String subresource, String merge) {
        Cluster.Response answer = lab.cluster()
                .send(
                        "PATCH",
                        Cluster.experiments(lab.namespace()) + "/" + name + subresource,
                        "application/merge-patch+json",
                        merge);
        assertThat(answer.code()).as(answer.message()).isEqualTo(200);
    }

    void delete() {
        Cluster.Response answer = lab.cluster()
                .send("DELETE", Cluster.experiments(lab.namespace()) + "/" + name, "application/json", "{}");
        assertThat(answer.ok()).as(answer.message()).isTrue();
        Await.atMost(Duration.ofMinutes(1))
                .until(
                        name + " is gone",
                        () -> lab.cluster()
                                        .send("GET", Cluster.experiments(lab.namespace()) + "/" + name, null, null)
                                        .code()
                                == 404);
    }

    /** For messages of failures: all that a person would look at. */
    String seen() {
        try {
            return "status: " + status().toPrettyString() + seenWithoutStatus();
        } catch (KubernetesClientException | IllegalStateException e) {
            return "the API server does not answer: " + e.getMessage();
        }
    }

    String seenWithoutStatus() {
        StringBuilder seen = new StringBuilder();
        lab.jobs().forEach(job -> seen.append("\nJob ")
                .append(job.getMetadata().getName())
                .append(' ')
                .append(Cluster.json(job.getStatus())));
        lab.pods().forEach(pod -> seen.append("\nPod ").append(described(pod)));
        lab.cluster().client().v1().events().inNamespace(lab.namespace()).list().getItems().stream()
                .map(Applied::described)
                .distinct()
                .forEach(event -> seen.append("\nEvent ").append(event));
        return seen.toString();
    }

    private static String described(Event event) {
        return event.getInvolvedObject().getKind() + "/"
                + event.getInvolvedObject().getName() + " " + event.getReason() + ": " + event.getMessage();
    }

    private String described(Pod pod) {
        String log;
        try {
            log = lab.cluster()
                    .client()
                    .pods()
                    .inNamespace(lab.namespace())
                    .withName(pod.getMetadata().getName())
                    .tailingLines(5)
                    .getLog();
        } catch (KubernetesClientException e) {
            log = "no log: " + e.getMessage();
        }
        return pod.getMetadata().getName() + " " + pod.getStatus().getPhase() + " "
                + Cluster.json(pod.getStatus().getContainerStatuses()) + "\n" + log;
    }
}
