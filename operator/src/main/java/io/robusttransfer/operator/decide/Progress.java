package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.OnFailure;
import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.operator.decide.ExperimentPlan.StageList;
import io.robusttransfer.operator.decide.JobState.Succeeded;
import io.robusttransfer.operator.decide.Task.DoList;
import io.robusttransfer.operator.decide.Task.MakePlan;
import io.robusttransfer.operator.decide.Task.WriteReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How far everything is at one moment. Facts alone: what follows from them is decided elsewhere. */
final class Progress {
    enum Standing {
        /** Nothing is to be done for it. */
        SETTLED,
        /** A Job of ours does it, or is going. */
        ACTIVE,
        /** Its Job ended well and nobody has looked since at what it left behind. */
        UNKNOWN,
        FAILED,
        /** What it needs failed for good. */
        BLOCKED,
        /** Nothing new starts after a failure. */
        STOPPED,
        /** A Job of somebody else does some of it. */
        ELSEWHERE,
        /** What it needs is not settled. */
        EARLY,
        /** It failed, and waits before the next attempt. */
        RESTING,
        READY;

        boolean atEnd() {
            return this == SETTLED || this == FAILED || this == BLOCKED || this == STOPPED;
        }
    }

    /** @param rest what is left of the wait after a failure */
    record Entry(int number, StageList item, Attempts own, Standing standing, Duration rest) {}

    final Snapshot snapshot;
    final Instant now;
    final SettledStages known;
    final Attempts plan;
    final Attempts report;
    final List<Entry> lists;

    private Progress(
            Snapshot snapshot, Instant now, SettledStages known, Attempts plan, Attempts report, List<Entry> lists) {
        this.snapshot = snapshot;
        this.now = now;
        this.known = known;
        this.plan = plan;
        this.report = report;
        this.lists = lists;
    }

    static Progress of(Snapshot snapshot, Instant now) {
        SettledStages known = SettledStages.of(snapshot);
        return new Progress(
                snapshot,
                now,
                known,
                Attempts.of(snapshot.own().stream().filter(job -> job.task() instanceof MakePlan)),
                Attempts.of(snapshot.own().stream().filter(job -> job.task() instanceof WriteReport)),
                lists(snapshot, now, known));
    }

    private static List<Entry> lists(Snapshot snapshot, Instant now, SettledStages known) {
        if (snapshot.plan().isEmpty()) {
            return List.of();
        }
        Map<Integer, List<ObservedJob>> jobs = snapshot.own().stream()
                .filter(job -> job.task() instanceof DoList)
                .collect(Collectors.groupingBy(job -> ((DoList) job.task()).number()));
        List<Entry> lists = new ArrayList<>();
        for (StageList item : snapshot.plan().get().lists()) {
            int number = lists.size();
            Attempts own = jobs.containsKey(number) ? Attempts.of(jobs.get(number).stream()) : Attempts.NONE;
            Duration rest = rest(own, now);
            lists.add(new Entry(number, item, own, standing(snapshot, known, lists, item, own, rest), rest));
        }
        boolean stop = snapshot.execution().onFailure() == OnFailure.STOP
                && lists.stream().anyMatch(entry -> entry.standing() == Standing.FAILED);
        return stop ? lists.stream().map(Progress::stopped).toList() : List.copyOf(lists);
    }

    private static Standing standing(
            Snapshot snapshot, SettledStages known, List<Entry> before, StageList item, Attempts own, Duration rest) {
        if (known.isSettled(item)) {
            return Standing.SETTLED;
        }
        if (own.active().isPresent()) {
            return Standing.ACTIVE;
        }
        if (own.ended().filter(job -> !isSurveyed(known, job)).isPresent()) {
            return Standing.UNKNOWN;
        }
        if (hasFailed(own, snapshot.execution().retries())) {
            return Standing.FAILED;
        }
        List<Standing> needs =
                item.needs().stream().map(need -> before.get(need).standing()).toList();
        if (needs.contains(Standing.FAILED) || needs.contains(Standing.BLOCKED)) {
            return Standing.BLOCKED;
        }
        if (snapshot.others().containsKey(before.size())) {
            return Standing.ELSEWHERE;
        }
        if (!needs.stream().allMatch(Standing.SETTLED::equals)) {
            return Standing.EARLY;
        }
        return rest.isZero() ? Standing.READY : Standing.RESTING;
    }

    /** An end that says nothing is no end that is known: whether it has left something shows the store alone. */
    private static boolean isSurveyed(SettledStages known, ObservedJob job) {
        return !(job.state() instanceof Succeeded succeeded)
                || known.surveyed().filter(succeeded.at()::isBefore).isPresent();
    }

    /** A Job that ended well and left nothing behind has failed, too. */
    private static boolean hasFailed(Attempts own, int retries) {
        return own.failure().filter(Attempts::isWrongInput).isPresent() || own.counted() + own.succeeded() > retries;
    }

    private static Entry stopped(Entry entry) {
        return entry.standing().atEnd() || entry.standing() == Standing.ACTIVE
                ? entry
                : new Entry(entry.number(), entry.item(), entry.own(), Standing.STOPPED, entry.rest());
    }

    private static Duration rest(Attempts own, Instant now) {
        return rest(own, failures(own), now);
    }

    /** Those that count, or those since that do not. */
    private static int failures(Attempts own) {
        int uncounted = own.uncountedInARow();
        return uncounted > 0 ? uncounted : own.counted();
    }

    /** What is left of the wait before the next plan Job, whatever the last one ended with. */
    Duration planRest() {
        return rest(plan, plan.highest(), now);
    }

    /** Whoever changed what the last one was made of sees soon whether it helped. */
    private static Duration rest(Attempts own, int failures, Instant now) {
        return own.ended()
                .map(job -> Backoff.left(job.state().end(), job.outdated() ? 1 : Math.max(1, failures), now))
                .orElse(Duration.ZERO);
    }

    Duration reportRest() {
        return rest(report, now);
    }

    /** Whether a plan Job has to find out what nobody knows. */
    boolean needsPlan() {
        return known.plan().isEmpty() || lists.stream().anyMatch(entry -> entry.standing() == Standing.UNKNOWN);
    }

    boolean isAtEnd() {
        return snapshot.plan().isPresent()
                && lists.stream().allMatch(entry -> entry.standing().atEnd());
    }

    /** The report of how it ended, if it has and there is one. Those of before it went on are removed when it does. */
    Optional<ReportResult> answer() {
        boolean settled = known.isAllSettled();
        return known.reported(snapshot)
                .filter(report -> settled || isAtEnd())
                .or(() -> settled ? known.reportedByPlan() : Optional.empty());
    }

    boolean isReported() {
        return answer().isPresent();
    }

    boolean hasReportFailed() {
        return isAtEnd()
                && !isReported()
                && report.active().isEmpty()
                && report.failure().isPresent()
                && report.counted() > snapshot.execution().retries();
    }

    /** Jobs that count against parallelism: all that have not ended, as those that leave keep their place until they have gone. */
    List<ObservedJob> active() {
        return snapshot.own().stream().filter(job -> !job.state().ended()).toList();
    }

    boolean isStopped() {
        return lists.stream().anyMatch(entry -> entry.standing() == Standing.STOPPED);
    }

    long count(Standing standing) {
        return lists.stream().filter(entry -> entry.standing() == standing).count();
    }
}
