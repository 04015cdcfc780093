package io.robusttransfer.crds.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.robusttransfer.crds.plan.Plan;
import java.util.Map;

/**
 * The result of a Job that made the plan or looked at what is done in the store.
 *
 * @param plan its hash
 * @param digests of the datasets, as {@link io.robusttransfer.crds.plan.Planner} takes them
 * @param revisions of all algorithms the plan was made with
 * @param layout number of its {@link io.robusttransfer.crds.plan.Layout}; null for the first
 * @param stages how many it has
 * @param done places in the plan of stages that are done; those of whole lists only where there is no room for more
 * @param skipped those that need a training that diverged
 * @param lists of how many lists, from the plan's first, {@code done} and {@code skipped} speak; null: of all
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PlanResult(
        String plan,
        Map<String, String> digests,
        Map<String, Integer> revisions,
        Integer layout,
        int stages,
        IndexSet done,
        IndexSet skipped,
        Integer lists) {
    public PlanResult(
            String plan,
            Map<String, String> digests,
            Map<String, Integer> revisions,
            int stages,
            IndexSet done,
            IndexSet skipped) {
        this(plan, digests, revisions, null, stages, done, skipped, null);
    }

    public PlanResult {
        if (plan == null || stages < 0 || stages > Plan.MOST_STAGES) {
            throw new IllegalArgumentException("a plan of " + stages + " stages with the hash " + plan);
        }
        digests = digests == null ? Map.of() : Map.copyOf(digests);
        revisions = revisions == null ? Map.of() : Map.copyOf(revisions);
        done = within(done, stages);
        skipped = within(skipped, stages);
    }

    /** The same plan, of which other stages are done. */
    public PlanResult with(IndexSet nowDone, IndexSet nowSkipped) {
        return new PlanResult(plan, digests, revisions, layout, stages, nowDone, nowSkipped, lists);
    }

    /** The same, said of the first lists alone. */
    PlanResult ofFirst(int count) {
        return new PlanResult(plan, digests, revisions, layout, stages, done, skipped, count);
    }

    /** Whether {@code done} and {@code skipped} cover this list. */
    public boolean speaksOf(int list) {
        return lists == null || list < lists;
    }

    private static IndexSet within(IndexSet marks, int stages) {
        IndexSet some = marks == null ? IndexSet.none() : marks;
        if (some.end() > stages) {
            throw new IllegalArgumentException("indexes beyond the plan's " + stages + " stages");
        }
        return some;
    }
}
