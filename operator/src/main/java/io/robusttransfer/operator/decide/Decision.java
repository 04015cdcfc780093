package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.ExperimentStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to do now. It is carried out in this order; what a crash leaves undone is decided again.
 *
 * @param deletions of the experiment's own Jobs
 * @param orphans pods to end, whose Jobs were deleted without them
 * @param status equal to the one of the snapshot when there is nothing to write; to be written only over that one, so that what
 *     another has found out meanwhile is not undone
 * @param events of transitions, each said once
 * @param wake look again after this time, though nothing may have happened, zero for at once; empty where only an event can
 *     change anything
 */
public record Decision(
        List<Deletion> deletions,
        List<Orphan> orphans,
        List<Start> starts,
        ExperimentStatus status,
        List<StatusEvent> events,
        Optional<Duration> wake) {
    public Decision {
        deletions = List.copyOf(deletions);
        orphans = List.copyOf(orphans);
        starts = List.copyOf(starts);
        events = List.copyOf(events);
    }

    /**
     * A Job to start.
     *
     * @param attempt one more than the highest that there is of this task
     * @param inARow see {@link ObservedJob}
     */
    public record Start(Task task, int attempt, int inARow) {}

    /**
     * A Job to delete.
     *
     * @param saving whether to wait until its pod has saved and ended: the Job stays until then; otherwise it is deleted at once
     * @param tidying whether nothing waits for it: it is only no longer of use
     * @param why for a log
     */
    public record Deletion(String name, String uid, boolean saving, boolean tidying, String why) {
        public Deletion(String name, String uid, boolean saving, String why) {
            this(name, uid, saving, false, why);
        }
    }

    /**
     * A pod to end, after it has saved.
     *
     * @param job that it was of
     */
    public record Orphan(String pod, String uid, String job) {}

    /**
     * An event to publish on the experiment.
     *
     * @param reason CamelCase
     */
    public record StatusEvent(Severity severity, String reason, String message) {
        public enum Severity {
            NORMAL,
            WARNING
        }
    }
}
