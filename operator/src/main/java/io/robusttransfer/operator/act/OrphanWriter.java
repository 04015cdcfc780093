package io.robusttransfer.operator.act;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.observe.ExperimentCache;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Ends pods whose Jobs were deleted without them, and says so in Events. */
public final class OrphanWriter {
    private static final Set<Integer> GONE = Set.of(404, 409);

    private final KubernetesClient client;
    private final EventWriter events;

    public OrphanWriter(KubernetesClient client, EventWriter events) {
        this.client = client;
        this.events = events;
    }

    /** @param before the status that the decision was made from */
    public void end(
            RobustTransferExperiment experiment,
            ExperimentCache cache,
            ExperimentStatus before,
            List<Decision.Orphan> orphans,
            Instant now) {
        for (Decision.Orphan orphan : orphans) {
            if (delete(experiment.getMetadata().getNamespace(), orphan)) {
                events.write(experiment, cache, before, List.of(said(orphan)), now);
            }
        }
    }

    private static Decision.StatusEvent said(Decision.Orphan orphan) {
        return new Decision.StatusEvent(
                Decision.StatusEvent.Severity.NORMAL,
                "Orphaned",
                "Job " + orphan.job() + " was deleted without its pod " + orphan.pod()
                        + ": the pod is told to save and to end, before another Job does the same");
    }

    /** @return whether it was there */
    private boolean delete(String namespace, Decision.Orphan orphan) {
        try {
            client.raw(
                    "/api/v1/namespaces/" + namespace + "/pods/" + orphan.pod(),
                    "DELETE",
                    new DeleteOptionsBuilder()
                            .withNewPreconditions()
                            .withUid(orphan.uid())
                            .endPreconditions()
                            .build());
            return true;
        } catch (KubernetesClientException e) {
            if (!GONE.contains(e.getCode())) {
                throw e;
            }
            return false;
        }
    }
}
