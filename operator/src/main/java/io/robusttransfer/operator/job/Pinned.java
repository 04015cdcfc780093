package io.robusttransfer.operator.job;

import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.plan.Plan;
import java.util.List;

/**
 * What a Job needs to know of the plan.
 *
 * @param plan as the status has it
 * @param keys of the stages of each list
 */
public record Pinned(PinnedPlan plan, List<List<String>> keys) {
    public Pinned {
        keys = keys.stream().map(List::copyOf).toList();
    }

    /** @param whole the plan that the status pins */
    public static Pinned of(PinnedPlan plan, Plan whole) {
        return new Pinned(
                plan,
                whole.lists().stream()
                        .map(list -> list.stream()
                                .map(place -> whole.stages().get(place).key())
                                .toList())
                        .toList());
    }
}
