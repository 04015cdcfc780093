package io.robusttransfer.operator.decide;

import io.fabric8.kubernetes.api.model.Condition;
import io.robusttransfer.crds.api.ExperimentStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What to say of an experiment whose reconciliation fails again and again: all that was known, and that it stands still. */
public final class FailedReconciliation {
    private FailedReconciliation() {}

    /** @param why what the reconciliation fails of; reconciliations go on, so that it ends with its cause */
    public static Decision decide(ExperimentStatus before, long generation, Obstacle why, Instant now) {
        if (Decider.isComplete(before)) {
            return decision(before, before);
        }
        List<Condition> conditions = new Conditions(before, generation, now).failing(why);
        ExperimentStatus said = new ExperimentStatus(
                generation,
                Conditions.phase(conditions),
                before.done(),
                before.running(),
                before.failed(),
                before.best(),
                before.plan(),
                before.settled(),
                before.runningLists(),
                before.failures(),
                before.report(),
                conditions,
                before.later());
        return decision(before, said);
    }

    private static Decision decision(ExperimentStatus before, ExperimentStatus said) {
        return new Decision(
                List.of(), List.of(), List.of(), said, StatusEvents.between(before, said), Optional.empty());
    }
}
