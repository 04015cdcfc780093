package io.robusttransfer.operator.decide;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.robusttransfer.crds.api.ExperimentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What to do now. The same snapshot at the same time comes to the same decision, whoever decides and whatever was decided before. */
public final class Decider {
    private Decider() {}

    /** Of such an experiment nothing but the status and the Jobs is looked at. */
    public static boolean isComplete(ExperimentStatus status) {
        // more than one word, as people can write to a status, too
        return Conditions.isTrue(status, Conditions.COMPLETE)
                && Conditions.isTrue(status, Conditions.READY)
                && status.report() != null;
    }

    public static Decision decide(Snapshot snapshot, Instant now) {
        if (isComplete(snapshot.status())) {
            return new Decision(
                    Deletions.afterwards(snapshot.own()), List.of(), still(snapshot), List.of(), Optional.empty());
        }
        Progress progress = Progress.of(snapshot, now);
        Phase phase = Phase.of(progress);
        Starts starts = Starts.of(progress, phase);
        ExperimentStatus status = StatusBuilder.write(progress, phase, starts);
        return new Decision(
                Deletions.of(progress, phase),
                starts.starts(),
                status,
                StatusEvents.between(snapshot.status(), status),
                wake(snapshot, progress, phase, starts));
    }

    private static Optional<Duration> wake(Snapshot snapshot, Progress progress, Phase phase, Starts starts) {
        if (phase.isOver() || phase == Phase.SUSPENDED) {
            return Optional.empty();
        }
        if (snapshot.status().plan() == null && progress.known.plan().isPresent()) {
            return Optional.of(Duration.ZERO);
        }
        return Stream.of(starts.wake(), new Obstacles(progress).wake())
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
    }

    /** What is complete stays so, though its Jobs go and its plan is not worked out any more. */
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
