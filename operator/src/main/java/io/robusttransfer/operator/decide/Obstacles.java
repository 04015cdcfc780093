package io.robusttransfer.operator.decide;

import io.robusttransfer.operator.decide.ListState.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The obstacles of an experiment at one moment. Nothing is remembered: an obstacle is gone when its cause is.
 *
 * @param stalled the first that a person has to remove
 * @param slow one that may end by itself
 * @param wake after what time the first ends by itself
 */
record Obstacles(Optional<Obstacle> stalled, Optional<Obstacle> slow, Optional<Duration> wake) {
    /** @param own that was found before the decision */
    static Obstacles of(
            Optional<Obstacle> own,
            LiveJobs live,
            PlanState plan,
            ReportState report,
            ListStates lists,
            Starts starts,
            Undeleted undeleted,
            Instant now) {
        Optional<Obstacle> stalled = own.filter(
                        why -> why.needsAction(live.jobs().isEmpty()))
                .or(plan::obstacle)
                .or(() ->
                        live.obstacles().stream().filter(Obstacle::needsAction).findFirst())
                .or(report::obstacle)
                .or(() -> lists.keptOut(now))
                .or(lists::elsewhere)
                .or(() -> undeleted.live().stream()
                        .filter(Obstacle::needsAction)
                        .filter(any -> !goesOn(live, lists, starts, undeleted))
                        .findFirst());
        Optional<Obstacle> slow = undeleted.live().stream()
                .findFirst()
                .or(() -> slow(own, live, lists, starts, now))
                .or(undeleted::ended);
        Optional<Duration> wake = Stream.of(
                        lists.reachWithin(now),
                        wellWithin(plan.obstacle(), plan.own(), now),
                        wellWithin(report.obstacle(), report.own(), now))
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
        return new Obstacles(stalled, slow, wake);
    }

    /** Until a Job that runs is taken to run well; from then on only its end can change anything. */
    private static Optional<Duration> wellWithin(Optional<Obstacle> obstacle, Attempts own, Instant now) {
        return obstacle.flatMap(any -> own.wellWithin(now)).filter(left -> !left.isZero());
    }

    /** Whether anything is done, or will be, beside what cannot be deleted. */
    private static boolean goesOn(LiveJobs live, ListStates lists, Starts starts, Undeleted undeleted) {
        return live.running() > 0
                || live.jobs().size() > undeleted.live().size()
                || !starts.starts().isEmpty()
                || starts.wake().isPresent()
                || lists.count(Standing.ELSEWHERE) > 0;
    }

    private static Optional<Obstacle> slow(
            Optional<Obstacle> own, LiveJobs live, ListStates lists, Starts starts, Instant now) {
        if (!live.obstacles().isEmpty()) {
            return first(live.obstacles(), live);
        }
        if (own.isPresent() || live.running() > 0 || !starts.starts().isEmpty()) {
            return own;
        }
        if (!live.jobs().isEmpty()) {
            return first(live.pauses(), live);
        }
        if (starts.wake().isPresent()) {
            Instant next = now.plus(starts.wake().get()).truncatedTo(ChronoUnit.SECONDS);
            return Optional.of(
                    Obstacle.time("BackingOff", "failed Jobs are tried again, the first of them at " + next));
        }
        return lists.in(Standing.ELSEWHERE)
                .flatMap(state -> state.elsewhere().stream())
                .findFirst()
                .map(job -> Obstacle.time(
                        "DoneElsewhere",
                        "Jobs of other experiments compute " + lists.count(Standing.ELSEWHERE)
                                + " of this experiment's lists of stages; the first is " + job.name()
                                + job.waitsFor()
                                        .map(why -> ", which waits: " + why)
                                        .orElse("")));
    }

    private static Optional<Obstacle> first(List<Obstacle> waiting, LiveJobs live) {
        return waiting.stream()
                .findFirst()
                .map(first -> Obstacle.time(
                        first.reason(),
                        waiting.size() + " of " + live.jobs().size() + " Jobs wait: " + first.message()));
    }
}
