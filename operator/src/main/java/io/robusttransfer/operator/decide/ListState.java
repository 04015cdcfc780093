package io.robusttransfer.operator.decide;

import io.robusttransfer.operator.decide.ExperimentPlan.StageList;
import io.robusttransfer.operator.decide.JobState.Failed;
import io.robusttransfer.operator.decide.JobState.Succeeded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How far one list of stages is.
 *
 * @param own the experiment's Jobs for it
 * @param elsewhere a Job of another experiment that has not ended and does some of its stages
 * @param left how many of its stages are still to be done
 * @param rest what is left of the wait after a failure
 */
record ListState(
        int number,
        StageList list,
        Attempts own,
        Optional<ObservedJob> elsewhere,
        int left,
        Standing standing,
        Duration rest) {
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

    /** @param before the states of the lists before this one, which are all that it may need */
    static ListState of(
            StageList list,
            Attempts own,
            Optional<ObservedJob> elsewhere,
            List<ListState> before,
            SettledStages settled,
            int retries,
            Instant now) {
        Set<Standing> needs =
                list.needs().stream().map(need -> before.get(need).standing).collect(Collectors.toSet());
        Duration rest = own.rest(now);
        int left = settled.left(list);
        Standing standing = standing(own, elsewhere, left, needs, settled.surveyed(), retries, rest);
        return new ListState(before.size(), list, own, elsewhere, left, standing, rest);
    }

    /** @param needs of the lists that this one needs */
    private static Standing standing(
            Attempts own,
            Optional<ObservedJob> elsewhere,
            int left,
            Set<Standing> needs,
            Optional<Instant> surveyed,
            int retries,
            Duration rest) {
        if (left == 0) {
            return Standing.SETTLED;
        }
        if (own.active().isPresent()) {
            return Standing.ACTIVE;
        }
        if (own.ended().filter(job -> !isSurveyed(job, surveyed)).isPresent()) {
            return Standing.UNKNOWN;
        }
        if (hasFailed(own, retries)) {
            return Standing.FAILED;
        }
        if (needs.contains(Standing.FAILED) || needs.contains(Standing.BLOCKED)) {
            return Standing.BLOCKED;
        }
        if (elsewhere.isPresent()) {
            return Standing.ELSEWHERE;
        }
        if (!needs.stream().allMatch(Standing.SETTLED::equals)) {
            return Standing.PENDING;
        }
        return rest.isZero() ? Standing.READY : Standing.BACKING_OFF;
    }

    /** A success without a message leaves open what it did: only a plan Job that looks into the store can tell. */
    private static boolean isSurveyed(ObservedJob job, Optional<Instant> surveyed) {
        return !(job.state() instanceof Succeeded succeeded)
                || surveyed.filter(succeeded.at()::isBefore).isPresent();
    }

    /** A Job that succeeded and left nothing in the store has failed, too. */
    private static boolean hasFailed(Attempts own, int retries) {
        return own.failure().filter(Failed::isWrongInput).isPresent() || own.counted() + own.succeeded() > retries;
    }

    /** The same, where nothing new starts after the failure of another. */
    ListState stopped() {
        return standing.atEnd() || standing == Standing.ACTIVE
                ? this
                : new ListState(number, list, own, elsewhere, left, Standing.STOPPED, rest);
    }

    /** Whether its last failure was that of a store out of reach, or of pods that never run, and no Job has run well since. */
    boolean isKeptOut(Instant now) {
        return (standing == Standing.ACTIVE || standing == Standing.READY || standing == Standing.BACKING_OFF)
                && own.keptOut().isPresent()
                && !own.runsWell(now);
    }
}
