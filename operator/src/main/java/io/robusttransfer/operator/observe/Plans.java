package io.robusttransfer.operator.observe;

import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.decide.Decider;
import java.util.Optional;

/** The plans of experiments, computed again as far as there is memory for it. */
public final class Plans {
    private final PlanMemory memory;

    public Plans(PlanMemory memory) {
        this.memory = memory;
    }

    /** @return empty where other plans take the memory now: to be asked for again a little later */
    public Optional<RebuiltPlan> of(RobustTransferExperiment experiment, ExperimentCache cache) {
        ExperimentStatus status = cache.status(experiment).status();
        // a complete experiment stays complete: hundreds of them cost nothing when the operator starts
        if (status.plan() == null || Decider.isComplete(status)) {
            return Optional.of(RebuiltPlan.NONE);
        }
        Optional<RebuiltPlan> known = cache.plan(RebuiltPlan.key(experiment, status.plan()));
        return known.isPresent()
                ? known
                : memory.within(status.plan().stages(), () -> computed(experiment, status, cache));
    }

    private static RebuiltPlan computed(
            RobustTransferExperiment experiment, ExperimentStatus status, ExperimentCache cache) {
        RebuiltPlan plan = RebuiltPlan.of(experiment, status.plan());
        cache.plan(plan);
        return plan;
    }
}
