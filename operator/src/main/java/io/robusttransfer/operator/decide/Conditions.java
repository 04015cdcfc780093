package io.robusttransfer.operator.decide;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.FailedList;
import io.robusttransfer.operator.decide.JobState.Leaving;
import io.robusttransfer.operator.decide.JobState.Running;
import io.robusttransfer.operator.decide.Progress.Standing;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Conditions as kstatus reads them; what is over for good is Stalled, too, as else nobody who waits would hear of it. */
final class Conditions {
    static final String READY = "Ready";
    static final String RECONCILING = "Reconciling";
    static final String STALLED = "Stalled";
    static final String COMPLETE = "Complete";
    static final String FAILED = "Failed";

    private static final int MESSAGE = 1000;

    private final Progress progress;
    private final Phase phase;
    private final Troubles troubles;

    Conditions(Progress progress, Phase phase) {
        this.progress = progress;
        this.phase = phase;
        this.troubles = new Troubles(progress);
    }

    static boolean isTrue(ExperimentStatus status, String type) {
        return find(status, type).filter(c -> "True".equals(c.getStatus())).isPresent();
    }

    static Optional<Condition> find(ExperimentStatus status, String type) {
        return status.conditions().stream()
                .filter(c -> type.equals(c.getType()))
                .findFirst();
    }

    List<Condition> write() {
        String reason = phase == Phase.FAILED && progress.hasReportFailed() ? "ReportFailed" : phase.reason;
        Optional<Obstacle> stalled = phase.isOver() || phase == Phase.SUSPENDED ? Optional.empty() : troubles.stalled();
        Optional<Obstacle> slow =
                phase.isOver() || phase == Phase.SUSPENDED || stalled.isPresent() ? Optional.empty() : slow();
        boolean works = !phase.isOver() && phase != Phase.SUSPENDED && stalled.isEmpty();
        Optional<Obstacle> shown = stalled.or(() -> slow.filter(s -> count(Running.class) == 0));
        String message = message();
        return List.of(
                condition(
                        READY,
                        phase == Phase.COMPLETE,
                        shown.map(Obstacle::reason).orElse(reason),
                        shown.map(Obstacle::message).orElse(message)),
                condition(
                        RECONCILING,
                        works,
                        slow.map(Obstacle::reason).orElse(works ? reason : "Idle"),
                        slow.map(Obstacle::message).orElse(works ? message : "")),
                condition(
                        STALLED,
                        stalled.isPresent() || phase == Phase.FAILED,
                        phase == Phase.FAILED
                                ? reason
                                : stalled.map(Obstacle::reason).orElse("NotStalled"),
                        phase == Phase.FAILED
                                ? message
                                : stalled.map(Obstacle::message).orElse("")),
                condition(
                        COMPLETE,
                        phase == Phase.COMPLETE,
                        phase == Phase.COMPLETE ? reason : "NotComplete",
                        phase == Phase.COMPLETE ? message : ""),
                condition(
                        FAILED,
                        phase == Phase.FAILED,
                        phase == Phase.FAILED ? reason : "NotFailed",
                        phase == Phase.FAILED ? message : ""));
    }

    /** What time may mend. */
    private Optional<Obstacle> slow() {
        List<Obstacle> waiting = troubles.waiting();
        if (!waiting.isEmpty()) {
            Obstacle first = waiting.get(0);
            return Optional.of(new Obstacle(
                    first.kind(),
                    first.reason(),
                    waiting.size() + " of " + progress.active().size() + " Jobs wait: " + first.message()));
        }
        if (troubles.own().isPresent()) {
            return troubles.own();
        }
        if (progress.active().isEmpty() && progress.count(Standing.ELSEWHERE) > 0) {
            ObservedJob other = progress.world
                    .others()
                    .get(progress.lists.stream()
                            .filter(entry -> entry.standing() == Standing.ELSEWHERE)
                            .findFirst()
                            .orElseThrow()
                            .number());
            return Optional.of(new Obstacle(
                    Obstacle.Kind.NEEDS_TIME,
                    "DoneElsewhere",
                    progress.count(Standing.ELSEWHERE) + " lists of stages wait for Jobs of other experiments, as "
                            + other.name()));
        }
        return Optional.empty();
    }

    private String message() {
        int stages = progress.known.plan().map(plan -> plan.stages()).orElse(0);
        String done = progress.known.done().count() + " of " + stages + " stages are done";
        int skipped = progress.known.skipped().count();
        if (skipped > 0) {
            done += ", " + skipped + " skipped, since a training that they need diverged";
        }
        return switch (phase) {
            case PLANNING -> "the datasets are digested and the stages worked out";
            case RUNNING -> done;
            case REPORTING -> done + "; the report is being written";
            case SUSPENDED -> suspended();
            case COMPLETE -> done;
            case FAILED -> done + "; " + failed();
        };
    }

    private String suspended() {
        long leaving = count(Leaving.class);
        return "spec.execution.suspend is true: set it to false to go on"
                + (leaving == 0 ? "" : "; " + leaving + " Jobs save and go");
    }

    private String failed() {
        Optional<FailedList> first = Failures.of(progress).stream().findFirst();
        String why = first.map(failure -> failure.title() + ": " + failure.reason() + ": " + failure.message())
                .orElse("");
        if (progress.hasReportFailed()) {
            return "the report could not be written: " + why + "; raise spec.execution.retries to try again";
        }
        String which = StatusWriter.failed(progress) + " failed for good, or need one that did"
                + (progress.isStopped() ? "; nothing new started since, as spec.execution.onFailure is Stop" : "");
        String remedy = "; to try again, mend the cause and "
                + first.filter(failure -> "WrongInput".equals(failure.reason()))
                        .map(failure -> "delete Job " + failure.job())
                        .orElse("raise spec.execution.retries");
        return which + remedy + "; " + why;
    }

    private long count(Class<? extends JobState> state) {
        return progress.active().stream()
                .filter(job -> state.isInstance(job.state()))
                .count();
    }

    private Condition condition(String type, boolean is, String reason, String message) {
        String status = is ? "True" : "False";
        String since = find(progress.world.status(), type)
                .filter(old -> status.equals(old.getStatus()))
                .map(Condition::getLastTransitionTime)
                .orElseGet(() -> progress.now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withObservedGeneration(progress.world.generation())
                .withReason(reason)
                .withMessage(Text.cut(message, MESSAGE))
                .withLastTransitionTime(since)
                .build();
    }
}
