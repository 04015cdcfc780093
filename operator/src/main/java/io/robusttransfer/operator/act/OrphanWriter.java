package io.robusttransfer.operator.act;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.act.DeleteRequests.Result;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.decide.Decision.StatusEvent;
import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.observe.ExperimentCache;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Ends pods whose Jobs were deleted without them, and says so in Events. */
public final class OrphanWriter {
    private static final String STAYS = "OrphanStays";

    private final DeleteRequests deletes;
    private final EventWriter events;

    /** @param leads whether this process leads at this moment */
    public OrphanWriter(UnrepeatedClient once, OperatorMetrics metrics, EventWriter events, BooleanSupplier leads) {
        this.deletes = new DeleteRequests(once, metrics, leads);
        this.events = events;
    }

    /**
     * Ends what it can; what it cannot it leaves until a pause is over.
     *
     * @param before the status that the decision was made from
     */
    public void end(
            RobustTransferExperiment experiment,
            ExperimentCache cache,
            ExperimentStatus before,
            List<Decision.Orphan> orphans,
            Instant now) {
        for (Decision.Orphan orphan : orphans) {
            if (cache.failedDeletions().rests(orphan.uid(), now)) {
                continue;
            }
            Result result = delete(experiment.getMetadata().getNamespace(), orphan);
            if (result instanceof Result.NotTried) {
                return;
            }
            if (result instanceof Result.Failed failed) {
                cache.failedDeletions().add(orphan.uid(), stays(orphan, failed), failed.refused(), now);
                if (!failed.answered()) {
                    return; // each of the others might be waited for as long
                }
            } else {
                cache.failedDeletions().remove(orphan.uid());
            }
            said(orphan, result).ifPresent(event -> events.write(experiment, cache, before, List.of(event), now));
        }
    }

    private Result delete(String namespace, Decision.Orphan orphan) {
        return deletes.delete(
                "/api/v1/namespaces/" + namespace + "/pods/" + orphan.pod(), orphan.uid(), new DeleteOptionsBuilder());
    }

    /** Nothing of one that is gone already, nor where the API server failed, which may be over in a moment. */
    private static Optional<StatusEvent> said(Decision.Orphan orphan, Result result) {
        if (result instanceof Result.Deleted) {
            return Optional.of(new StatusEvent(
                    StatusEvent.Severity.NORMAL,
                    "Orphaned",
                    left(orphan) + ": the pod is told to save and to end, before another Job does the same"));
        }
        return result instanceof Result.Failed failed && failed.refused()
                ? Optional.of(new StatusEvent(
                        StatusEvent.Severity.WARNING,
                        STAYS,
                        stays(orphan, failed).message()))
                : Optional.empty();
    }

    private static Obstacle stays(Decision.Orphan orphan, Result.Failed failed) {
        return new Obstacle(
                Obstacle.Kind.NEEDS_ACTION,
                STAYS,
                left(orphan) + ", which the operator cannot end (" + failed.words()
                        + "): delete the pod, or let the operator; no other Job does the same before");
    }

    private static String left(Decision.Orphan orphan) {
        return "Job " + orphan.job() + " was deleted without its pod " + orphan.pod();
    }
}
