package io.robusttransfer.operator.act;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.decide.Decision.StatusEvent;
import io.robusttransfer.operator.observe.ExperimentCache;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Ends pods whose Jobs were deleted without them, and says so in Events. */
public final class OrphanWriter {
    private static final Set<Integer> GONE = Set.of(404, 409);
    private static final int FORBIDDEN = 403;

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
            delete(experiment.getMetadata().getNamespace(), orphan)
                    .ifPresent(said -> events.write(experiment, cache, before, List.of(said), now));
        }
    }

    /** @return what to say of it; empty where it is gone already */
    private Optional<StatusEvent> delete(String namespace, Decision.Orphan orphan) {
        String left = "Job " + orphan.job() + " was deleted without its pod " + orphan.pod();
        try {
            client.raw(
                    "/api/v1/namespaces/" + namespace + "/pods/" + orphan.pod(),
                    "DELETE",
                    new DeleteOptionsBuilder()
                            .withNewPreconditions()
                            .withUid(orphan.uid())
                            .endPreconditions()
                            .build());
            return Optional.of(new StatusEvent(
                    StatusEvent.Severity.NORMAL,
                    "Orphaned",
                    left + ": the pod is told to save and to end, before another Job does the same"));
        } catch (KubernetesClientException e) {
            if (e.getCode() == FORBIDDEN) {
                return Optional.of(new StatusEvent(
                        StatusEvent.Severity.WARNING,
                        "OrphanStays",
                        left + ", which the operator may not end (" + ApiErrors.reason(e)
                                + "): delete the pod, or let the operator; no other Job does the same before"));
            }
            if (!GONE.contains(e.getCode())) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
