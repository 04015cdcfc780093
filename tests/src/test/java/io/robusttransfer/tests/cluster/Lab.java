package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.time.Duration;
import java.util.UUID;

/** A namespace of its own for one test; nothing of it is left behind. */
final class Lab implements AutoCloseable {
    private final Cluster cluster;
    private final String namespace;

    private Lab(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    static Lab open(String name) {
        Cluster cluster = Cluster.open();
        String namespace = "t-" + name + "-" + UUID.randomUUID().toString().substring(0, 5);
        cluster.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .create();
        return new Lab(cluster, namespace);
    }

    Cluster cluster() {
        return cluster;
    }

    String namespace() {
        return namespace;
    }

    /** @return its name, once the API server took it */
    Created create(JsonNode experiment) {
        Cluster.Answer answer = cluster.send(
                "POST",
                Cluster.experiments(namespace) + "?fieldValidation=Strict",
                "application/json",
                experiment.toString());
        assertThat(answer.code()).as(answer.message()).isEqualTo(201);
        return new Created(
                answer.body().at("/metadata/name").asText(),
                answer.body().at("/metadata/uid").asText());
    }

    record Created(String name, String uid) {}

    /** As it stands in the API. */
    JsonNode read(String name) {
        Cluster.Answer answer = cluster.send("GET", Cluster.experiments(namespace) + "/" + name, null, null);
        assertThat(answer.code()).as(answer.message()).isEqualTo(200);
        return answer.body();
    }

    @Override
    public void close() {
        var namespaces = cluster.client().namespaces().withName(namespace);
        namespaces.delete();
        Await.atMost(Duration.ofMinutes(3))
                .showing(() -> String.valueOf(namespaces.get()))
                .until("namespace " + namespace + " is gone", () -> namespaces.get() == null);
    }
}
