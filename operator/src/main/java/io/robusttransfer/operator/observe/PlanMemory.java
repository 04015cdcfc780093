package io.robusttransfer.operator.observe;

import io.robusttransfer.crds.plan.Plan;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * What plans take while they are computed, a hundred times the memory of the result: room for one of the largest, or for as many
 * small ones, so that these do not wait for a large one.
 */
final class PlanMemory {
    private final Semaphore stages = new Semaphore(Plan.MOST_STAGES);

    /** @param count of the plan's stages; null where nobody knows */
    <T> T within(Integer count, Supplier<T> computation) {
        int taken = count == null ? Plan.MOST_STAGES : Math.min(Math.max(1, count), Plan.MOST_STAGES);
        stages.acquireUninterruptibly(taken);
        try {
            return computation.get();
        } finally {
            stages.release(taken);
        }
    }
}
