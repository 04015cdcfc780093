package io.robusttransfer.operator.decide;

import io.robusttransfer.operator.decide.Decision.Start;
import io.robusttransfer.operator.decide.ListState.Standing;
import io.robusttransfer.operator.decide.Task.DoList;
import io.robusttransfer.operator.decide.Task.MakePlan;
import io.robusttransfer.operator.decide.Task.WriteReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which Jobs to start.
 *
 * @param wake after what time the first task that backs off may start; empty for none
 */
record Starts(List<Start> starts, Optional<Duration> wake) {
    /** @param attempts by number of list: the highest attempt among Jobs of this name of any experiment; absent for none */
    static Starts of(
            int room,
            Phase phase,
            PlanState plan,
            ReportState report,
            ListStates lists,
            Map<Integer, Integer> attempts,
            Instant now) {
        if (room == 0 || !phase.works()) {
            return new Starts(List.of(), Optional.empty());
        }
        List<Start> starts = new ArrayList<>();
        List<Duration> rests = new ArrayList<>();
        if (plan.needed() && plan.own().active().isEmpty()) {
            add(start(new MakePlan(), plan.own(), 0), plan.own().restAfterAll(now), starts, rests);
        }
        if (phase == Phase.REPORTING && report.own().active().isEmpty()) {
            add(start(new WriteReport(), report.own(), 0), report.own().rest(now), starts, rests);
        }
        for (ListState state : lists.all()) {
            if (state.standing() == Standing.READY || state.standing() == Standing.BACKING_OFF) {
                int others = attempts.getOrDefault(state.number(), 0);
                add(start(new DoList(state.number()), state.own(), others), state.rest(), starts, rests);
            }
        }
        return new Starts(
                starts.size() > room ? starts.subList(0, room) : starts,
                starts.size() >= room ? Optional.empty() : rests.stream().min(Duration::compareTo));
    }

    /** @param others the highest attempt of others */
    private static Start start(Task task, Attempts own, int others) {
        return new Start(task, Math.max(own.highest(), others) + 1, own.nextInARow());
    }

    private static void add(Start start, Duration rest, List<Start> starts, List<Duration> rests) {
        if (rest.isZero()) {
            starts.add(start);
        } else {
            rests.add(rest);
        }
    }
}
