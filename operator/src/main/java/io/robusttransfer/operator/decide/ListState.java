package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.OnFailure;
import io.robusttransfer.operator.decide.ExperimentPlan.StageList;
import io.robusttransfer.operator.decide.JobState.Succeeded;
import io.robusttransfer.operator.decide.Task.DoList;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How far one list of stages is.
 *
 * @param own the experiment's Jobs for it
 * @param rest what is left of the wait after a failure
 */
record ListState(int number, StageList list, Attempts own, Standing standing, Duration rest) {
    enum Standing {
        /** Nothing is left to do. */
        SETTLED,
        /** A Job of this experiment works on it, or is being deleted. */
        ACTIVE,
        /** Its Job succeeded, and no later plan Job has checked what is in the store. */
        UNKNOWN,
        FAILED,
        /** A list that it needs has failed for good. */
        BLOCKED,
        /** Nothing new starts after a failure. */
        STOPPED,
        /** A Job of another experiment does some of its stages. */
        ELSEWHERE,
        /** A list that it needs is not settled. */
        PENDING,
        /** It failed, and waits before the next attempt. */
        BACKING_OFF,
        READY;

        boolean atEnd() {
            return this == SETTLED || this == FAILED || this == BLOCKED || this == STOPPED;
        }
    }

    /** The states of all lists of the plan; none without a plan. */
    static List<ListState> all(Snapshot snapshot, SettledStages settled, Instant now) {
        if (snapshot.plan().isEmpty()) {
            return List.of();
        }
        Map<Integer, List<ObservedJob>> jobs = snapshot.own().stream()
                .filter(job -> job.task() instanceof DoList)
                .collect(Collectors.groupingBy(job -> ((DoList) job.task()).number()));
        List<ListState> states = new ArrayList<>();
        for (StageList list : snapshot.plan().get().lists()) {
            int number = states.size();
            Attempts own = jobs.containsKey(number) ? Attempts.of(jobs.get(number).stream()) : Attempts.NONE;
            Duration rest = own.rest(now);
            states.add(new ListState(number, list, own, standing(snapshot, settled, states, list, own, rest), rest));
        }
        boolean stop = snapshot.execution().onFailure() == OnFailure.STOP
                && states.stream().anyMatch(state -> state.standing == Standing.FAILED);
        return stop ? states.stream().map(ListState::stopped).toList() : List.copyOf(states);
    }

    private static Standing standing(
            Snapshot snapshot,
            SettledStages settled,
            List<ListState> before,
            StageList list,
            Attempts own,
            Duration rest) {
        if (settled.isSettled(list)) {
            return Standing.SETTLED;
        }
        if (own.active().isPresent()) {
            return Standing.ACTIVE;
        }
        if (own.ended().filter(job -> !isSurveyed(settled, job)).isPresent()) {
            return Standing.UNKNOWN;
        }
        if (hasFailed(own, snapshot.execution().retries())) {
            return Standing.FAILED;
        }
        List<Standing> needs =
                list.needs().stream().map(need -> before.get(need).standing).toList();
        if (needs.contains(Standing.FAILED) || needs.contains(Standing.BLOCKED)) {
            return Standing.BLOCKED;
        }
        if (snapshot.others().containsKey(before.size())) {
            return Standing.ELSEWHERE;
        }
        if (!needs.stream().allMatch(Standing.SETTLED::equals)) {
            return Standing.PENDING;
        }
        return rest.isZero() ? Standing.READY : Standing.BACKING_OFF;
    }

    /** A success without a message leaves open what it did: only a plan Job that looks into the store can tell. */
    private static boolean isSurveyed(SettledStages settled, ObservedJob job) {
        return !(job.state() instanceof Succeeded succeeded)
                || settled.surveyed().filter(succeeded.at()::isBefore).isPresent();
    }

    /** A Job that succeeded and left nothing in the store has failed, too. */
    private static boolean hasFailed(Attempts own, int retries) {
        return own.failure().filter(Attempts::isWrongInput).isPresent() || own.counted() + own.succeeded() > retries;
    }

    private ListState stopped() {
        return standing.atEnd() || standing == Standing.ACTIVE
                ? this
                : new ListState(number, list, own, Standing.STOPPED, rest);
    }
}
