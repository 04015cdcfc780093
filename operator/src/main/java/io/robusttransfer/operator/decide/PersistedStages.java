package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.operator.decide.ExperimentPlan.StageList;

/**
 * What the status says already, so that the Jobs that said it may go.
 *
 * @param hasPlan whether it pins a plan
 * @param settled places of stages that it names as settled
 */
record PersistedStages(boolean hasPlan, IndexSet settled, MessageReader reader) {
    static PersistedStages of(Snapshot snapshot, MessageReader reader) {
        return new PersistedStages(
                snapshot.status().plan() != null,
                StageMarks.of(snapshot.status()).settled(),
                reader);
    }

    boolean hold(StageList list) {
        return list.isWithin(settled);
    }

    /** Whether the status says all that this Job does. */
    boolean holdAllOf(ObservedJob job) {
        return job.planned().isEmpty() && job.worked().isEmpty()
                || hasPlan && reader.read(job).settled().without(settled).isEmpty();
    }
}
