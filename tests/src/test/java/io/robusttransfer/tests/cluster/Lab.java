package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.robusttransfer.tests.run.StoredResults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A namespace of its own for one test, with the Secret of the store; nothing of it is left behind. */
final class Lab implements AutoCloseable {
    static final String SECRET = "s3";
    private static final Map<String, String> OURS = Map.of("app.kubernetes.io/managed-by", "robust-transfer");

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
        cluster.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(SECRET)
                        .withNamespace(namespace)
                        .endMetadata()
                        .addToStringData("AWS_ACCESS_KEY_ID", ResultsBucket.KEY)
                        .addToStringData("AWS_SECRET_ACCESS_KEY", ResultsBucket.SECRET)
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

    /** The prefix of this lab's results. */
    String prefix() {
        return namespace;
    }

    StoredResults results() {
        return cluster.bucket().results(prefix());
    }

    ResultsBucket.ScratchHistory history() {
        return cluster.bucket().history(prefix());
    }

    /** Applies it, its results under this lab's own prefix. */
    Applied apply(Manifest manifest) {
        return applyAsIs(manifest.keptIn(prefix()));
    }

    Applied applyAsIs(Manifest manifest) {
        Created created = create(manifest.json());
        return new Applied(this, created.name(), created.uid());
    }

    /** The name of a PodTemplate for workers whose GPUs are a number to the cluster and nothing more: they compute on the CPU. */
    String withoutGpu() {
        cluster.client()
                .resource(Serialization.unmarshal("""
                        apiVersion: v1
                        kind: PodTemplate
                        metadata: {name: without-gpu}
                        template:
                          spec:
                            containers:
                            - {name: worker, image: worker, env: [{name: RT_DEVICE, value: cpu}]}
                        """, PodTemplate.class))
                .inNamespace(namespace)
                .create();
        return "without-gpu";
    }

    record Created(String name, String uid) {}

    Created create(JsonNode experiment) {
        Cluster.Response answer = cluster.send(
                "POST",
                Cluster.experiments(namespace) + "?fieldValidation=Strict",
                "application/json",
                experiment.toString());
        assertThat(answer.code()).as(answer.message()).isEqualTo(201);
        return new Created(
                answer.body().at("/metadata/name").asText(),
                answer.body().at("/metadata/uid").asText());
    }

    /** As it stands in the API. */
    JsonNode read(String name) {
        Cluster.Response answer = cluster.send("GET", Cluster.experiments(namespace) + "/" + name, null, null);
        assertThat(answer.code()).as(answer.message()).isEqualTo(200);
        return answer.body();
    }

    List<Job> jobs() {
        return cluster.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withLabels(OURS)
                .list()
                .getItems();
    }

    /** Those that do a list of stages. */
    List<Job> listJobs() {
        return jobs().stream()
                .filter(job -> "list".equals(job.getMetadata().getLabels().get("robusttransfer.io/task")))
                .toList();
    }

    List<Pod> pods() {
        return cluster.client().pods().inNamespace(namespace).list().getItems();
    }

    /** Pods that have not ended. */
    List<Pod> activePods() {
        return pods().stream()
                .filter(pod ->
                        List.of("Pending", "Running").contains(pod.getStatus().getPhase()))
                .toList();
    }

    @Override
    public void close() {
        Resource<Namespace> namespaces = cluster.client().namespaces().withName(namespace);
        namespaces.delete();
        Await.atMost(Duration.ofMinutes(3))
                .showing(() -> String.valueOf(namespaces.get()))
                .until("namespace " + namespace + " is gone", () -> namespaces.get() == null);
    }
}
