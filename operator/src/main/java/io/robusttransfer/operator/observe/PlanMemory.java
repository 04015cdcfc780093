package io.robusttransfer.operator.observe;

import io.robusttransfer.crds.plan.Plan;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * What plans take while they are computed, a hundred times the memory of the result: room for one of the largest, or for as many
 * small ones. No thread waits for room: one that waited would keep other experiments from being reconciled.
 */
public final class PlanMemory {
    private final Semaphore stages = new Semaphore(Plan.MOST_STAGES);

    /**
     * @param count how many stages the plan has; null where that is not known
     * @return empty where there is no room now, and nothing was computed
     */
    public <T> Optional<T> within(Integer count, Supplier<T> computation) {
        int taken = count == null ? Plan.MOST_STAGES : Math.min(Math.max(1, count), Plan.MOST_STAGES);
        if (!stages.tryAcquire(taken)) {
            return Optional.empty();
        }
        try {
            return Optional.of(computation.get());
        } finally {
            stages.release(taken);
        }
    }
}
