package io.robusttransfer.operator.decide;

import io.fabric8.kubernetes.api.model.Condition;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.FailedList;
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
        LiveJobs live = snapshot.live();
        StatusBuilder builder = new StatusBuilder(snapshot.generation(), snapshot.status());
        if (isComplete(snapshot.status())) {
            return new Decision(
                    Deletions.afterwards(snapshot.own(), snapshot.execution()),
                    live.orphans(),
                    List.of(),
                    builder.still(live),
                    List.of(),
                    Optional.empty());
        }
        MessageReader reader = MessageReader.of(snapshot);
        SettledStages settled = SettledStages.of(snapshot, reader);
        ListStates lists = ListStates.of(snapshot, settled, now);
        PlanState plan = PlanState.of(
                snapshot.own(), settled, lists, snapshot.execution().retries(), now);
        ReportState report = ReportState.of(snapshot, reader, settled, lists, now);
        Phase phase = Phase.of(snapshot.execution().suspend(), settled, report);
        PersistedStages persisted = PersistedStages.of(snapshot, reader);
        List<Deletion> deletions = Deletions.of(live, snapshot.execution(), phase, plan, report, lists, persisted);
        Starts starts = Starts.of(snapshot.room(), phase, plan, report, lists, snapshot.attempts(), now);
        Undeleted undeleted = Undeleted.of(snapshot, deletions);
        List<FailedList> failures = Failures.of(plan, report, lists);
        Obstacles obstacles = Obstacles.of(snapshot.obstacle(), live, plan, report, lists, starts, undeleted, now);
        PhaseMessage message = new PhaseMessage(
                settled, lists, report.failed(), failures, live.saving(), undeleted.live(), snapshot.unknown());
        List<Condition> conditions = new Conditions(snapshot.status(), snapshot.generation(), now)
                .build(phase, message, obstacles, live.running() > 0);
        ExperimentStatus status = builder.build(
                settled.plan(), settled.marks(), live, undeleted, lists, failures, report.answer(), conditions);
        List<StatusEvent> events = StatusEvents.between(snapshot.status(), status);
        boolean plans = snapshot.status().plan() == null && settled.plan().isPresent();
        return new Decision(
                deletions, live.orphans(), starts.starts(), status, events, wake(phase, plans, starts, obstacles));
    }

    /** @param plans whether the status that is written now is the first to pin a plan */
    private static Optional<Duration> wake(Phase phase, boolean plans, Starts starts, Obstacles obstacles) {
        if (!phase.works()) {
            return Optional.empty();
        }
        if (plans) {
            return Optional.of(Duration.ZERO);
        }
        return Stream.of(starts.wake(), obstacles.wake())
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
    }
}
