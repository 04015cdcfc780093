package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.OnFailure;
import io.robusttransfer.operator.decide.ExperimentPlan.StageList;
import io.robusttransfer.operator.decide.ListState.Standing;
import io.robusttransfer.operator.decide.Task.DoList;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far the lists of the plan are.
 *
 * @param known whether there is a plan; without one there are no lists
 * @param all by number
 */
record ListStates(boolean known, List<ListState> all) {
    static ListStates of(Snapshot snapshot, SettledStages settled, Instant now) {
        Map<Integer, List<ObservedJob>> jobs = snapshot.own().stream()
                .filter(job -> job.task() instanceof DoList)
                .collect(Collectors.groupingBy(job -> ((DoList) job.task()).number()));
        List<ListState> states = new ArrayList<>();
        for (StageList list : snapshot.plan().map(ExperimentPlan::lists).orElse(List.of())) {
            Attempts own = Attempts.of(jobs.getOrDefault(states.size(), List.of()).stream());
            Optional<ObservedJob> elsewhere =
                    Optional.ofNullable(snapshot.others().get(states.size()));
            states.add(ListState.of(
                    list, own, elsewhere, states, settled, snapshot.execution().retries(), now));
        }
        boolean stop = snapshot.execution().onFailure() == OnFailure.STOP
                && states.stream().anyMatch(state -> state.standing() == Standing.FAILED);
        return new ListStates(
                snapshot.plan().isPresent(),
                stop ? states.stream().map(ListState::stopped).toList() : List.copyOf(states));
    }

    Stream<ListState> in(Standing standing) {
        return all.stream().filter(state -> state.standing() == standing);
    }

    int count(Standing standing) {
        return (int) in(standing).count();
    }

    /** Whether no list can go on. */
    boolean isAtEnd() {
        return known && all.stream().allMatch(state -> state.standing().atEnd());
    }

    boolean goesOn() {
        return known && !isAtEnd();
    }

    /** Stages that will not be done any more. */
    int failedStages() {
        return Stream.concat(in(Standing.FAILED), in(Standing.BLOCKED))
                .mapToInt(ListState::left)
                .sum();
    }

    String title(int number) {
        return number < all.size() ? all.get(number).list().title() : "list " + number;
    }

    /** The first list that cannot reach the store, or whose pods never run. */
    Optional<Obstacle> keptOut(Instant now) {
        return all.stream().filter(state -> state.isKeptOut(now)).findFirst().flatMap(state -> state.own()
                .keptOut()
                .map(failed -> Obstacle.action(failed.word(), state.list().title() + ": " + failed.message())));
    }

    /** After what time the first Job has run for so long that it has reached what the one before it had not. */
    Optional<Duration> reachWithin(Instant now) {
        return all.stream()
                .filter(state -> state.isKeptOut(now))
                .flatMap(state -> state.own().wellWithin(now).stream())
                .min(Duration::compareTo);
    }

    /** The obstacle of an awaited Job of another experiment, which is an obstacle for this one, too. */
    Optional<Obstacle> elsewhere() {
        return in(Standing.ELSEWHERE)
                .flatMap(state -> state.elsewhere().stream())
                .flatMap(job -> job
                        .obstacle()
                        .filter(Obstacle::needsAction)
                        .map(why -> Obstacle.action(
                                why.reason(), "Job " + job.name() + " of another experiment: " + why.message()))
                        .stream())
                .findFirst();
    }
}
