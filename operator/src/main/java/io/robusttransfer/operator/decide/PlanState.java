package io.robusttransfer.operator.decide;

import io.robusttransfer.operator.decide.ListState.Standing;
import io.robusttransfer.operator.decide.Task.MakePlan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far the plan is.
 *
 * @param own attempts at it
 * @param needed whether a plan Job has to make it, or to check the store
 * @param obstacle what a person has to do something about before a plan Job that is needed can end well
 */
record PlanState(Attempts own, boolean needed, Optional<Obstacle> obstacle) {
    static PlanState of(List<ObservedJob> jobs, SettledStages settled, ListStates lists, int retries, Instant now) {
        Attempts own = Attempts.of(jobs.stream().filter(job -> job.task() instanceof MakePlan));
        boolean needed = settled.plan().isEmpty() || lists.count(Standing.UNKNOWN) > 0;
        Optional<Obstacle> obstacle = settled.otherPlan()
                .map(other -> changed(settled.plan().orElseThrow().hash(), other))
                .or(() -> own.obstacle("plan", "PlanFailed", retries, now));
        return new PlanState(own, needed, obstacle.filter(any -> needed));
    }

    private static Obstacle changed(String pinned, String other) {
        return Obstacle.action(
                "PlanChanged",
                "the plan in the store has the hash " + other + ", status.plan.hash is " + pinned
                        + ": bring back plan.json as it was, or create the experiment anew");
    }
}
