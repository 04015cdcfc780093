package io.robusttransfer.operator.decide;

import io.robusttransfer.operator.decide.Decision.Orphan;
import io.robusttransfer.operator.decide.JobState.Orphaned;
import io.robusttransfer.operator.decide.JobState.Running;
import io.robusttransfer.operator.decide.JobState.Terminating;
import java.util.List;

/**
 * Jobs that count against parallelism: all that have not ended. A Job that is being deleted keeps its place until it is gone, as
 * does a pod that was left of one.
 *
 * @param jobs sorted
 */
record LiveJobs(List<ObservedJob> jobs) {
    static LiveJobs of(List<ObservedJob> own) {
        return new LiveJobs(own.stream().filter(job -> !job.state().ended()).toList());
    }

    int running() {
        return count(Running.class);
    }

    /** Jobs that are being deleted, whose pods may still save. */
    int saving() {
        return count(Terminating.class);
    }

    List<Orphan> orphans() {
        return jobs.stream()
                .filter(job -> job.state() instanceof Orphaned)
                .map(job -> new Orphan(((Orphaned) job.state()).pod(), job.uid(), job.name()))
                .toList();
    }

    private int count(Class<? extends JobState> state) {
        return (int) jobs.stream().filter(job -> state.isInstance(job.state())).count();
    }

    /** Why Jobs do not run, other than that they are to be created again. */
    List<Obstacle> obstacles() {
        return jobs.stream()
                .filter(job -> !job.isStale())
                .flatMap(job -> job.obstacle().stream())
                .toList();
    }

    /** Why Jobs do not run, also those that end or are to be created again. */
    List<Obstacle> pauses() {
        return jobs.stream().flatMap(job -> job.pause().stream()).toList();
    }
}
