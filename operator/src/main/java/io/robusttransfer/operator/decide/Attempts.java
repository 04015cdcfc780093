package io.robusttransfer.operator.decide;

import io.robusttransfer.operator.decide.JobState.Failed;
import io.robusttransfer.operator.decide.JobState.Running;
import io.robusttransfer.operator.decide.JobState.Succeeded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The experiment's own Jobs for one task.
 *
 * @param jobs from the first attempt to the last
 */
record Attempts(List<ObservedJob> jobs) {
    /** A pod may be deleted, or refused by its node, once or twice without a cause that lasts. */
    private static final int SAID_FROM = 3;

    /** A Job that has run for so long has reached the store that the one before it had not reached. */
    static final Duration RUNS_WELL = Duration.ofMinutes(1);

    static Attempts of(Stream<ObservedJob> jobs) {
        return new Attempts(jobs.sorted(ObservedJob.BY_TASK).toList());
    }

    /** The highest number there is; 0 for none. */
    int highest() {
        return jobs.isEmpty() ? 0 : jobs.get(jobs.size() - 1).attempt();
    }

    Optional<ObservedJob> active() {
        return last(jobs.stream().filter(job -> !job.state().ended()));
    }

    Optional<ObservedJob> ended() {
        return last(jobs.stream().filter(job -> job.state().ended()));
    }

    Optional<Failed> failure() {
        return ended().map(ObservedJob::state).filter(Failed.class::isInstance).map(Failed.class::cast);
    }

    /** The last failure, where no attempt is likely to get further before a person acts or something is mended. */
    Optional<Failed> keptOut() {
        return failure()
                .filter(failed -> failed.isOutOfReach()
                        || !failed.hasRun() && ended().get().inARow() >= SAID_FROM);
    }

    /** Whether an attempt that still runs has got further, as far as one can tell, than the one that failed before it. */
    boolean runsWell(Instant now) {
        return wellWithin(now).filter(Duration::isZero).isPresent();
    }

    /** After what time the attempt that runs has run for long enough; empty where none runs. */
    Optional<Duration> wellWithin(Instant now) {
        return active().filter(job -> job.state() instanceof Running)
                .map(job -> Backoff.left(job.created(), RUNS_WELL, now));
    }

    /** How many attempts count as failures. */
    int counted() {
        return (int) jobs.stream().filter(Attempts::counts).count();
    }

    int succeeded() {
        return (int)
                jobs.stream().filter(job -> job.state() instanceof Succeeded).count();
    }

    /** How many of the experiment's own attempts in a row at the end do not count; of these all but the last may be deleted. */
    private int uncountedInARow() {
        return ended().filter(job -> !counts(job)).map(ObservedJob::inARow).orElse(0);
    }

    /** Which one in a row the next attempt is. */
    int nextInARow() {
        return uncountedInARow() + 1;
    }

    /** What is left of the wait before the next attempt, by the failures that count, or by those since that do not. */
    Duration rest(Instant now) {
        int uncounted = uncountedInARow();
        return rest(uncounted > 0 ? uncounted : counted(), now);
    }

    /** What is left of the wait before the next attempt, where every attempt counts. */
    Duration restAfterAll(Instant now) {
        return rest(highest(), now);
    }

    /** After a change of the spec that the last Job was made from, the wait is the shortest. */
    private Duration rest(int failures, Instant now) {
        return ended().map(job -> Backoff.left(job.state().end(), job.outdated() ? 1 : Math.max(1, failures), now))
                .orElse(Duration.ZERO);
    }

    /**
     * What a person has to do something about before another attempt can end well. The operator goes on trying meanwhile; while an
     * attempt runs well there is nothing to be done.
     *
     * @param what was attempted
     * @param unnamed the reason where nothing better is known; not Failed, which is the word for what is over
     */
    Optional<Obstacle> obstacle(String what, String unnamed, int retries, Instant now) {
        return runsWell(now) ? Optional.empty() : obstacle(what, unnamed, retries);
    }

    private Optional<Obstacle> obstacle(String what, String unnamed, int retries) {
        Optional<ObservedJob> often = ended().filter(job -> job.attempt() > retries);
        return failure()
                .filter(failed ->
                        failed.isWrongInput() || keptOut().isPresent() || failed.hasRun() && often.isPresent())
                .map(failed -> Obstacle.action(
                        failed.word().equals(Failed.UNNAMED) ? unnamed : failed.word(),
                        what + ", attempt " + ended().get().attempt() + ": " + failed.message()))
                .or(() -> often.filter(job ->
                                job.state() instanceof Succeeded && job.said().isEmpty())
                        .map(job -> Obstacle.action(
                                "NothingSaid",
                                "Job " + job.name()
                                        + " succeeded without a termination message: is the image in spec.worker.image"
                                        + " one of Robust Transfer's workers?")));
    }

    private static boolean counts(ObservedJob job) {
        return job.state() instanceof Failed failed && failed.counts();
    }

    private static Optional<ObservedJob> last(Stream<ObservedJob> jobs) {
        return jobs.reduce((a, b) -> b);
    }
}
