package io.robusttransfer.operator.decide;

import java.time.Instant;
import java.util.List;

/**
 * A Job as the API server has it at one moment.
 *
 * @param stem of its name: Jobs of one stem do the same
 * @param ours whether it belongs to the experiment
 * @param places of its stages in the plan; none for the plan and the report
 */
record SimulatedJob(
        String stem,
        int attempt,
        int inARow,
        String uid,
        boolean ours,
        Task task,
        List<Integer> places,
        Instant created,
        JobState state,
        boolean outdated) {
    String name() {
        return stem + "-" + attempt;
    }

    boolean isActive() {
        return !state.ended();
    }

    SimulatedJob with(JobState next) {
        return new SimulatedJob(stem, attempt, inARow, uid, ours, task, places, created, next, outdated);
    }

    SimulatedJob outdate() {
        return new SimulatedJob(stem, attempt, inARow, uid, ours, task, places, created, state, true);
    }

    ObservedJob observed() {
        return new ObservedJob(name(), uid, task, attempt, inARow, created, state, outdated);
    }
}
