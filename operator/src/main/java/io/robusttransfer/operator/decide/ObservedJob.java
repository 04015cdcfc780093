package io.robusttransfer.operator.decide;

import io.robusttransfer.operator.decide.Task.DoList;
import io.robusttransfer.operator.decide.Task.MakePlan;
import java.time.Instant;
import java.util.Comparator;

/**
 * A Job as the operator observed it.
 *
 * @param attempt 1 for the first
 * @param outdated whether the experiment has changed and asks for another pod
 */
public record ObservedJob(
        String name, String uid, Task task, int attempt, Instant created, JobState state, boolean outdated) {
    /** The plan, the report, then the lists by number; of each the first attempt first. */
    static final Comparator<ObservedJob> BY_TASK = Comparator.<ObservedJob>comparingInt(
                    job -> job.task() instanceof DoList list ? list.number() : job.task() instanceof MakePlan ? -2 : -1)
            .thenComparingInt(ObservedJob::attempt)
            .thenComparing(ObservedJob::created)
            .thenComparing(ObservedJob::uid);

    /** Whether it should be created again as the experiment asks for it now. */
    boolean isStale() {
        return outdated && state instanceof JobState.Waiting;
    }
}
