package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.protocol.ListResult;
import io.robusttransfer.crds.protocol.PlanResult;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.operator.decide.JobState.Failed;
import io.robusttransfer.operator.decide.JobState.Lost;
import io.robusttransfer.operator.decide.JobState.Orphaned;
import io.robusttransfer.operator.decide.JobState.Succeeded;
import io.robusttransfer.operator.decide.JobState.Terminating;
import io.robusttransfer.operator.decide.JobState.Waiting;
import io.robusttransfer.operator.decide.Task.DoList;
import io.robusttransfer.operator.decide.Task.MakePlan;
import io.robusttransfer.operator.decide.Task.WriteReport;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * A Job as the operator observed it, or a pod that was left of one.
 *
 * @param uid of the Job, or of the pod that is left
 * @param attempt 1 for the first; experiments that share stages count them together
 * @param inARow of the experiment's own attempts since the last that counts as a failure: 1 for the first
 * @param outdated whether a pod would be another now: the experiment has changed, or the default image that it waits for
 */
public record ObservedJob(
        String name,
        String uid,
        Task task,
        int attempt,
        int inARow,
        Instant created,
        JobState state,
        boolean outdated) {
    /** The plan, the report, then the lists by number; of each the first attempt first. */
    static final Comparator<ObservedJob> BY_TASK = Comparator.<ObservedJob>comparingInt(
                    job -> job.task() instanceof DoList list ? list.number() : job.task() instanceof MakePlan ? -2 : -1)
            .thenComparingInt(ObservedJob::attempt)
            .thenComparing(ObservedJob::created)
            .thenComparing(ObservedJob::uid);

    /** Whether it should be created again as the experiment asks for it now. */
    boolean isStale() {
        return outdated && state instanceof Waiting;
    }

    Optional<TerminationMessage> said() {
        if (state instanceof Succeeded succeeded) {
            return succeeded.said();
        }
        return state instanceof Failed failed ? failed.said() : Optional.empty();
    }

    /** What it says of the plan, and of what it found done in the store. */
    Optional<PlanResult> planned() {
        return said().map(TerminationMessage::planned);
    }

    /** What it says of the list that it worked on. */
    Optional<ListResult> worked() {
        return said().map(TerminationMessage::worked);
    }

    /** Whether the report may have missed what this Job did. */
    boolean hasEndedSince(ObservedJob report) {
        return !(task instanceof WriteReport) && state.ended() && state.end().isAfter(report.created);
    }

    Optional<Obstacle> obstacle() {
        return state instanceof Waiting waiting ? Optional.of(waiting.why()) : Optional.empty();
    }

    /** Why it does not run, for people; empty where it does. */
    Optional<String> waitsFor() {
        return pause().map(Obstacle::text);
    }

    /** What it waits for, or what it is at while it ends; empty where it runs. */
    Optional<Obstacle> pause() {
        if (isStale()) {
            return Optional.of(Obstacle.time(
                    "Outdated",
                    "the experiment, or the operator's default image, has changed and asks for another pod"));
        }
        if (state instanceof Lost lost) {
            return Optional.of(Obstacle.time("NodeLost", "node " + lost.node() + " has been silent for minutes"));
        }
        if (state instanceof Orphaned orphaned) {
            return Optional.of(Obstacle.time(
                    "Orphaned",
                    "the Job was deleted without its pod " + orphaned.pod()
                            + ", which is told to save and to end first"));
        }
        if (state instanceof Terminating terminating) {
            return Optional.of(Obstacle.time(
                    "Terminating",
                    "its pod may save first"
                            + (terminating.keptBy().isEmpty()
                                    ? ""
                                    : ", and it stays until these finalizers are removed: "
                                            + String.join(", ", terminating.keptBy()))));
        }
        return obstacle();
    }
}
