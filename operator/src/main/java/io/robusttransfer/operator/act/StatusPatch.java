package io.robusttransfer.operator.act;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.decide.Progress;
import io.robusttransfer.operator.observe.ExperimentCache;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Writes the status, at most once a second and more seldom where there is only progress to tell, and only over the experiment that
 * the decision was made from: a later change leads to another reconciliation.
 */
public final class StatusPatch {
    /** As the API server names whose fields they are. */
    public static final String MANAGER = "robust-transfer-operator";

    private static final Duration BETWEEN = Duration.ofSeconds(1);
    /** Between two writes of progress of one experiment, however many there are. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Duration SOON = Duration.ofMillis(200);
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(MANAGER)
            .withForce(true)
            .build();

    private final UnrepeatedClient once;
    private final OperatorMetrics metrics;
    private final BooleanSupplier leads;

    /** @param leads whether this process leads at this moment; one that does not writes nothing */
    public StatusPatch(UnrepeatedClient once, OperatorMetrics metrics, BooleanSupplier leads) {
        this.once = once;
        this.metrics = metrics;
        this.leads = leads;
    }

    /**
     * How long a write has to wait still; empty when it may be written now. A status costs the API server as much as some
     * creations of Jobs, since it checks the whole experiment: so the progress of all is written about once a second.
     *
     * @param running counts the experiments that run; asked only where it matters
     */
    public static Optional<Duration> wait(
            ExperimentCache.WrittenStatus last, ExperimentStatus status, IntSupplier running, Instant now) {
        if (last.at().equals(Instant.MIN)) {
            return Optional.empty();
        }
        Duration pause = Progress.isAll(last.status(), status) ? betweenProgress(running.getAsInt()) : BETWEEN;
        Duration since = Duration.between(last.at(), now);
        return since.isNegative() || since.compareTo(pause) >= 0 ? Optional.empty() : Optional.of(pause.minus(since));
    }

    private static Duration betweenProgress(int running) {
        Duration all = BETWEEN.multipliedBy(Math.max(1, running));
        return all.compareTo(LONGEST) < 0 ? all : LONGEST;
    }

    /** @return after what time to decide anew, where it could not be written */
    public Optional<Duration> write(
            RobustTransferExperiment experiment, ExperimentCache cache, ExperimentStatus status, Instant now) {
        if (!leads.getAsBoolean()) {
            return Optional.empty(); // the next leader decides
        }
        RobustTransferExperiment patch = new RobustTransferExperiment();
        patch.setMetadata(new ObjectMetaBuilder()
                .withNamespace(experiment.getMetadata().getNamespace())
                .withName(experiment.getMetadata().getName())
                .withUid(experiment.getMetadata().getUid())
                .withResourceVersion(cache.status(experiment).version())
                .build());
        patch.setStatus(status);
        try {
            RobustTransferExperiment written =
                    once.client().resource(patch).subresource("status").patch(APPLY);
            metrics.statusWritten();
            cache.wrote(written.getStatus(), written.getMetadata().getResourceVersion(), now);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return Optional.of(SOON);
            }
            if (e.getCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
