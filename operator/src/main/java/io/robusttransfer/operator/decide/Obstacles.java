package io.robusttransfer.operator.decide;

import io.robusttransfer.operator.decide.JobState.Failed;
import io.robusttransfer.operator.decide.JobState.Lost;
import io.robusttransfer.operator.decide.JobState.Running;
import io.robusttransfer.operator.decide.JobState.Waiting;
import io.robusttransfer.operator.decide.ListState.Standing;
import io.robusttransfer.operator.decide.Obstacle.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The obstacles of an experiment at one moment. Nothing is remembered: an obstacle is gone when its cause is. */
final class Obstacles {
    /** A Job that has run for so long has reached the store that the one before it had not reached. */
    static final Duration RUNS_WELL = Duration.ofMinutes(1);

    private final Snapshot snapshot;
    private final SettledStages settled;
    private final ExperimentProgress progress;
    private final Instant now;

    Obstacles(Snapshot snapshot, SettledStages settled, ExperimentProgress progress, Instant now) {
        this.snapshot = snapshot;
        this.settled = settled;
        this.progress = progress;
        this.now = now;
    }

    /** The first obstacle that a person has to remove. */
    Optional<Obstacle> stalled() {
        return own().filter(obstacle -> obstacle.kind() == Kind.NEEDS_ACTION)
                .or(this::ofPlan)
                .or(() -> waiting().stream()
                        .filter(obstacle -> obstacle.kind() == Kind.NEEDS_ACTION)
                        .findFirst())
                .or(this::ofReport)
                .or(this::ofList)
                .or(this::ofOthers);
    }

    /** The obstacle that was found before the decision. */
    Optional<Obstacle> own() {
        return snapshot.obstacle();
    }

    /** Why Jobs of this experiment do not run. */
    List<Obstacle> waiting() {
        List<Obstacle> waiting = new ArrayList<>();
        for (ObservedJob job : snapshot.active()) {
            if (job.state() instanceof Waiting state && !job.isStale()) {
                waiting.add(state.why());
            }
        }
        return waiting;
    }

    /** When the first obstacle ends by itself. */
    Optional<Duration> wake() {
        return progress.lists().stream()
                .filter(this::isOutOfReach)
                .flatMap(state -> state.own().active().stream())
                .filter(job -> job.state() instanceof Running)
                .map(job -> Backoff.left(job.created(), RUNS_WELL, now))
                .min(Duration::compareTo);
    }

    private Optional<Obstacle> ofPlan() {
        if (!progress.needsPlan()) {
            return Optional.empty();
        }
        if (settled.otherPlan().isPresent()) {
            return stalled(
                    "PlanChanged",
                    "the plan in the store has the hash "
                            + settled.otherPlan().get() + ", status.plan.hash is "
                            + settled.plan().orElseThrow().hash()
                            + ": bring back plan.json as it was, or create the experiment anew");
        }
        return ofLast(progress.plan(), "plan", "PlanFailed");
    }

    private Optional<Obstacle> ofReport() {
        return progress.isAtEnd() && !progress.isReported()
                ? ofLast(progress.report(), "report", "ReportFailed")
                : Optional.empty();
    }

    /**
     * The experiment is stalled although the operator goes on trying, since a person has to act.
     *
     * @param unnamed the reason where nothing better is known; not Failed, which is the word for what is over
     */
    private Optional<Obstacle> ofLast(Attempts attempts, String what, String unnamed) {
        Optional<ObservedJob> last = attempts.ended();
        if (last.isEmpty()) {
            return Optional.empty();
        }
        int attempt = last.get().attempt();
        boolean often = attempt > snapshot.execution().retries();
        if (last.get().state() instanceof Failed failed) {
            String reason = Failures.reason(failed);
            return often || Attempts.isWrongInput(failed) || Attempts.isOutOfReach(failed)
                    ? stalled(
                            reason.equals(Failures.UNNAMED) ? unnamed : reason,
                            what + ", attempt " + attempt + ": " + failed.message())
                    : Optional.empty();
        }
        return often && SettledStages.said(last.get()).isEmpty()
                ? stalled(
                        "NothingSaid",
                        "Job " + last.get().name()
                                + " succeeded without a termination message: is the image in spec.worker.image one"
                                + " of Robust Transfer's workers?")
                : Optional.empty();
    }

    private Optional<Obstacle> ofList() {
        return progress.lists().stream()
                .filter(this::isOutOfReach)
                .findFirst()
                .flatMap(state -> stalled(
                        Failures.reason(state.own().failure().orElseThrow()),
                        state.list().title() + ": "
                                + state.own().failure().orElseThrow().message()));
    }

    private boolean isOutOfReach(ListState state) {
        return (state.standing() == Standing.ACTIVE
                        || state.standing() == Standing.READY
                        || state.standing() == Standing.BACKING_OFF)
                && state.own().failure().filter(Attempts::isOutOfReach).isPresent()
                && state.own()
                        .active()
                        .filter(job -> job.state() instanceof Running
                                && Backoff.left(job.created(), RUNS_WELL, now).isZero())
                        .isEmpty();
    }

    /** The obstacle of an awaited Job of another experiment, which is an obstacle for this one, too. */
    private Optional<Obstacle> ofOthers() {
        return progress.lists().stream()
                .filter(state -> state.standing() == Standing.ELSEWHERE)
                .map(state -> snapshot.others().get(state.number()))
                .filter(job ->
                        job.state() instanceof Waiting waiting && waiting.why().kind() == Kind.NEEDS_ACTION)
                .findFirst()
                .map(job -> {
                    Obstacle why = ((Waiting) job.state()).why();
                    return new Obstacle(
                            why.kind(), why.reason(), "Job " + job.name() + " of another experiment: " + why.message());
                });
    }

    private static Optional<Obstacle> stalled(String reason, String message) {
        return Optional.of(new Obstacle(Kind.NEEDS_ACTION, reason, message));
    }

    /** Why a Job does not run, for people; null where it does. */
    static String waiting(ObservedJob job) {
        if (job.isStale()) {
            return "Outdated: the experiment has changed and asks for another pod";
        }
        if (job.state() instanceof Waiting waiting) {
            return waiting.why().reason() + ": " + waiting.why().message();
        }
        if (job.state() instanceof Lost lost) {
            return "NodeLost: node " + lost.node() + " has been silent for minutes";
        }
        if (job.state() instanceof JobState.Terminating terminating) {
            return terminating.keptBy().isEmpty()
                    ? "Terminating: its pod may save first"
                    : "Terminating: its pod may save first, and it stays until these finalizers are removed: "
                            + String.join(", ", terminating.keptBy());
        }
        return null;
    }
}
