package io.robusttransfer.operator.decide;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.FailedList;
import io.robusttransfer.operator.decide.JobState.Running;
import io.robusttransfer.operator.decide.JobState.Terminating;
import io.robusttransfer.operator.decide.ListState.Standing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The conditions of a status, as kstatus reads them. A failed experiment is Stalled, too, so that clients stop waiting. */
final class Conditions {
    static final String READY = "Ready";
    static final String RECONCILING = "Reconciling";
    static final String STALLED = "Stalled";
    static final String COMPLETE = "Complete";
    static final String FAILED = "Failed";

    private static final int MESSAGE = 1000;

    private final Snapshot snapshot;
    private final SettledStages settled;
    private final ExperimentProgress progress;
    private final Phase phase;
    private final Starts starts;
    private final Obstacles obstacles;
    private final Instant now;

    Conditions(
            Snapshot snapshot,
            SettledStages settled,
            ExperimentProgress progress,
            Phase phase,
            Starts starts,
            Obstacles obstacles,
            Instant now) {
        this.snapshot = snapshot;
        this.settled = settled;
        this.progress = progress;
        this.phase = phase;
        this.starts = starts;
        this.obstacles = obstacles;
        this.now = now;
    }

    static boolean isTrue(ExperimentStatus status, String type) {
        return find(status, type).filter(c -> "True".equals(c.getStatus())).isPresent();
    }

    static Optional<Condition> find(ExperimentStatus status, String type) {
        return status.conditions().stream()
                .filter(c -> type.equals(c.getType()))
                .findFirst();
    }

    List<Condition> build() {
        boolean works = !phase.isOver() && phase != Phase.SUSPENDED;
        Optional<Obstacle> stalled = works ? obstacles.stalled() : Optional.empty();
        Optional<Obstacle> slow = works && stalled.isEmpty() ? slow() : Optional.empty();
        Saying phaseSays = new Saying(phaseReason(), message());
        Saying slowSays = slow.map(Saying::of).orElse(phaseSays);
        Saying stalledSays = stalled.map(Saying::of).orElse(phaseSays);
        Saying readySays = stalled.isPresent() ? stalledSays : count(Running.class) == 0 ? slowSays : phaseSays;
        return List.of(
                condition(READY, phase == Phase.COMPLETE, readySays, readySays),
                condition(RECONCILING, works && stalled.isEmpty(), slowSays, new Saying("Idle", "")),
                condition(
                        STALLED,
                        stalled.isPresent() || phase == Phase.FAILED,
                        stalledSays,
                        new Saying("NotStalled", "")),
                condition(COMPLETE, phase == Phase.COMPLETE, phaseSays, new Saying("NotComplete", "")),
                condition(FAILED, phase == Phase.FAILED, phaseSays, new Saying("NotFailed", "")));
    }

    private record Saying(String reason, String message) {
        static Saying of(Obstacle obstacle) {
            return new Saying(StatusText.word(obstacle.reason()), obstacle.message());
        }
    }

    private String phaseReason() {
        return phase == Phase.FAILED && progress.hasReportFailed() ? "ReportFailed" : phase.reason;
    }

    /** An obstacle that may end by itself. */
    private Optional<Obstacle> slow() {
        List<Obstacle> waiting = obstacles.waiting();
        if (!waiting.isEmpty()) {
            Obstacle first = waiting.get(0);
            return slow(
                    first.reason(),
                    waiting.size() + " of " + snapshot.active().size() + " Jobs wait: " + first.message());
        }
        if (obstacles.own().isPresent()
                || !snapshot.active().isEmpty()
                || !starts.starts().isEmpty()) {
            return obstacles.own();
        }
        if (starts.wake().isPresent()) {
            Instant next = now.plus(starts.wake().get()).truncatedTo(ChronoUnit.SECONDS);
            return slow("BackingOff", "failed Jobs are tried again, the first of them at " + next);
        }
        return progress.lists().stream()
                .filter(state -> state.standing() == Standing.ELSEWHERE)
                .findFirst()
                .map(state -> snapshot.others().get(state.number()))
                .flatMap(job -> slow(
                        "DoneElsewhere",
                        "Jobs of other experiments compute " + progress.count(Standing.ELSEWHERE)
                                + " of this experiment's lists of stages; the first is " + job.name()
                                + Optional.ofNullable(Obstacles.waiting(job))
                                        .map(why -> ", which waits: " + why)
                                        .orElse("")));
    }

    private static Optional<Obstacle> slow(String reason, String message) {
        return Optional.of(new Obstacle(Obstacle.Kind.NEEDS_TIME, reason, message));
    }

    private String message() {
        int stages = settled.plan().map(plan -> plan.stages()).orElse(0);
        String done = settled.done().count() + " of " + stages + " stages are done";
        int skipped = settled.skipped().count();
        if (skipped > 0) {
            done += ", " + skipped + " skipped, since a training that they need diverged";
        }
        return switch (phase) {
            case PLANNING -> "the plan Job digests the datasets and computes the stages";
            case RUNNING -> done;
            case REPORTING -> done + "; the report is being written";
            case SUSPENDED -> suspended();
            case COMPLETE -> done;
            case FAILED -> done + "; " + failed();
        };
    }

    private String suspended() {
        long leaving = count(Terminating.class);
        return "spec.execution.suspend is true: set it to false to go on"
                + (leaving == 0 ? "" : "; Jobs still saving: " + leaving);
    }

    private String failed() {
        Optional<FailedList> first = Failures.of(progress).stream().findFirst();
        String why = first.map(failure -> failure.title() + ": " + failure.reason() + ": " + failure.message())
                .orElse("");
        if (progress.hasReportFailed()) {
            return "the report could not be written: " + why + "; raise spec.execution.retries to try again";
        }
        String which = StatusBuilder.failed(settled, progress) + " failed for good or depend on a stage that did"
                + (progress.isStopped() ? "; nothing new started since, as spec.execution.onFailure is Stop" : "");
        String remedy = "; to try again, mend the cause and "
                + first.filter(failure -> "WrongInput".equals(failure.reason()))
                        .map(failure -> "delete Job " + failure.job())
                        .orElse("raise spec.execution.retries");
        return which + remedy + "; " + why;
    }

    private long count(Class<? extends JobState> state) {
        return snapshot.active().stream()
                .filter(job -> state.isInstance(job.state()))
                .count();
    }

    private Condition condition(String type, boolean is, Saying ifSo, Saying ifNot) {
        String status = is ? "True" : "False";
        Saying said = is ? ifSo : ifNot;
        String since = find(snapshot.status(), type)
                .filter(old -> status.equals(old.getStatus()))
                .map(Condition::getLastTransitionTime)
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withObservedGeneration(snapshot.generation())
                .withReason(said.reason())
                .withMessage(StatusText.cut(said.message(), MESSAGE))
                .withLastTransitionTime(since)
                .build();
    }
}
