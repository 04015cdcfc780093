package io.robusttransfer.tests.cluster;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A node in name alone that lives and takes no pods: Kubernetes gives up no pod of a silent node while all nodes are silent. */
final class Neighbour implements AutoCloseable {
    private static final String NAME = "neighbour";
    private static final String LEASES = "kube-node-lease";
    private static final int BEAT_SECONDS = 10;

    private final KubernetesClient client;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
    private volatile KubernetesClientException missed;

    private Neighbour(KubernetesClient client) {
        this.client = client;
    }

    static Neighbour join(KubernetesClient client) {
        Neighbour neighbour = new Neighbour(client);
        neighbour.leave(); // of a run that was killed
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .endMetadata()
                        .withNewSpec()
                        .addNewTaint()
                        .withKey("robusttransfer.io/in-name-alone")
                        .withEffect("NoSchedule")
                        .endTaint()
                        .endSpec()
                        .build())
                .create();
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        NodeCondition ready = new NodeConditionBuilder()
                .withType("Ready")
                .withStatus("True")
                .withReason("InNameAlone")
                .withLastHeartbeatTime(now)
                .withLastTransitionTime(now)
                .build();
        // a merge patch, as Kubernetes writes to a new node at the same time
        client.nodes()
                .withName(NAME)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        Cluster.json(Map.of("status", Map.of("conditions", List.of(ready)))));
        neighbour.heart.scheduleAtFixedRate(neighbour::beatOrMiss, 0, BEAT_SECONDS, TimeUnit.SECONDS);
        return neighbour;
    }

    /** That the node controller has seen it live. */
    void awaitReady() {
        Await.atMost(Duration.ofMinutes(1))
                .showing(() -> "last missed beat: " + missed + ", "
                        + client.nodes().withName(NAME).get())
                .until(
                        "the node " + NAME + " counts as ready",
                        () -> client.nodes().withName(NAME).get().getSpec().getTaints().stream()
                                .noneMatch(taint -> taint.getKey().startsWith("node.kubernetes.io/")));
    }

    /** A beat that is missed is made up for by the next, which would not come if this one threw. */
    private void beatOrMiss() {
        try {
            beat();
        } catch (KubernetesClientException e) {
            missed = e;
            System.err.println("the node " + NAME + " missed a beat: " + e.getMessage());
        }
    }

    private void beat() {
        client.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withNamespace(LEASES)
                        .withName(NAME)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(NAME)
                        .withLeaseDurationSeconds(4 * BEAT_SECONDS)
                        .withRenewTime(ZonedDateTime.now())
                        .endSpec()
                        .build())
                .forceConflicts()
                .serverSideApply();
    }

    @Override
    public void close() {
        heart.shutdownNow();
        leave();
    }

    private void leave() {
        client.nodes().withName(NAME).delete();
        client.leases().inNamespace(LEASES).withName(NAME).delete();
    }
}
