package io.robusttransfer.operator;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.act.StatusPatch;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Filter of the updates that lead to a reconciliation: of the spec, of the labels, which are copied to Jobs, of the deletion
 * timestamp, and of the status by clients other than the operator. The operator then restores the fields that it owns.
 */
public final class ExperimentUpdateFilter implements OnUpdateFilter<RobustTransferExperiment> {
    @Override
    public boolean accept(RobustTransferExperiment now, RobustTransferExperiment before) {
        return differs(now, before, experiment -> experiment.getMetadata().getGeneration())
                || differs(now, before, experiment -> experiment.getMetadata().getLabels())
                || differs(now, before, experiment -> experiment.getMetadata().getDeletionTimestamp())
                || differs(now, before, RobustTransferExperiment::getStatus)
                        && !differs(now, before, ExperimentUpdateFilter::written);
    }

    private static boolean differs(
            RobustTransferExperiment now, RobustTransferExperiment before, Function<RobustTransferExperiment, ?> part) {
        return !Objects.equals(part.apply(now), part.apply(before));
    }

    /** When an operator last wrote the status, in whole seconds: it writes at most once a second. */
    private static Optional<String> written(RobustTransferExperiment experiment) {
        return experiment.getMetadata().getManagedFields().stream()
                .filter(entry -> StatusPatch.MANAGER.equals(entry.getManager()))
                .map(ManagedFieldsEntry::getTime)
                .max(String::compareTo);
    }
}
