package io.robusttransfer.operator.decide;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.operator.decide.Decision.Deletion;
import io.robusttransfer.operator.decide.Decision.StatusEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides what to do now. The decision depends on the snapshot and the time alone, not on earlier decisions. */
public final class Decider {
    private Decider() {}

    /** Whether the experiment is complete: then only its status and its Jobs are read. */
    public static boolean isComplete(ExperimentStatus status) {
        // more than one sign, since people can write to a status, too
        return Conditions.isTrue(status, Conditions.COMPLETE)
                && Conditions.isTrue(status, Conditions.READY)
                && status.report() != null;
    }

    public static Decision decide(Snapshot snapshot, Instant now) {
        if (isComplete(snapshot.status())) {
            return new Decision(
                    Deletions.afterwards(snapshot.own()), List.of(), still(snapshot), List.of(), Optional.empty());
        }
        SettledStages settled = SettledStages.of(snapshot);
        List<ListState> lists = ListState.all(snapshot, settled, now);
        ExperimentProgress progress = ExperimentProgress.of(snapshot, settled, lists);
        Phase phase = Phase.of(snapshot.execution(), settled, progress);
        List<Deletion> deletions = Deletions.of(snapshot, settled, progress, phase);
        Starts starts = Starts.of(snapshot, progress, phase, now);
        Obstacles obstacles = new Obstacles(snapshot, settled, progress, now);
        List<Condition> conditions = new Conditions(snapshot, settled, progress, phase, starts, obstacles, now).build();
        ExperimentStatus status = new StatusBuilder(snapshot, settled, progress).build(conditions);
        List<StatusEvent> events = StatusEvents.between(snapshot.status(), status);
        boolean plans = snapshot.status().plan() == null && settled.plan().isPresent();
        Optional<Duration> wake = wake(phase, plans, starts, obstacles);
        return new Decision(deletions, starts.starts(), status, events, wake);
    }

    /** @param plans whether the status that is written now is the first to pin a plan */
    private static Optional<Duration> wake(Phase phase, boolean plans, Starts starts, Obstacles obstacles) {
        if (phase.isOver() || phase == Phase.SUSPENDED) {
            return Optional.empty();
        }
        if (plans) {
            return Optional.of(Duration.ZERO);
        }
        return Stream.of(starts.wake(), obstacles.wake())
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
    }

    /** A complete experiment stays complete, although its Jobs are deleted and its plan is not computed any more. */
    private static ExperimentStatus still(Snapshot snapshot) {
        ExperimentStatus s = snapshot.status();
        List<Condition> conditions = s.conditions().stream()
                .map(c -> new ConditionBuilder(c)
                        .withObservedGeneration(snapshot.generation())
                        .build())
                .toList();
        return new ExperimentStatus(
                snapshot.generation(),
                s.done(),
                (int) snapshot.own().stream()
                        .filter(job -> job.state() instanceof JobState.Running)
                        .count(),
                s.failed(),
                s.best(),
                s.plan(),
                s.settled(),
                List.of(),
                s.failures(),
                s.report(),
                conditions);
    }
}
