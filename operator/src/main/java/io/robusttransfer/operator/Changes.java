package io.robusttransfer.operator;

import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import java.util.Objects;

/** Changes of an experiment that a pass may answer: of its spec, and of its labels, which its Jobs have, too. */
public final class Changes implements OnUpdateFilter<RobustTransferExperiment> {
    @Override
    public boolean accept(RobustTransferExperiment now, RobustTransferExperiment before) {
        return !Objects.equals(
                        now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
                || !Objects.equals(
                        now.getMetadata().getLabels(), before.getMetadata().getLabels())
                || !Objects.equals(
                        now.getMetadata().getDeletionTimestamp(),
                        before.getMetadata().getDeletionTimestamp());
    }
}
