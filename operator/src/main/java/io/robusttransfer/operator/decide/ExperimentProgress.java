package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.operator.decide.ListState.Standing;
import io.robusttransfer.operator.decide.Task.MakePlan;
import io.robusttransfer.operator.decide.Task.WriteReport;
import java.util.List;
import java.util.Optional;

/**
 * How far an experiment is as a whole. These are facts; other classes decide what follows from them.
 *
 * @param plan attempts at the plan
 * @param report attempts at the report
 * @param needsPlan whether a plan Job has to make the plan, or to check the store
 * @param isAtEnd whether no list can go on
 * @param answer the report of how the experiment ended, if it has ended and there is one; reports of earlier ends are deleted
 *     when the experiment goes on
 * @param hasReportFailed whether the report failed for good
 */
record ExperimentProgress(
        Attempts plan,
        Attempts report,
        List<ListState> lists,
        boolean needsPlan,
        boolean isAtEnd,
        Optional<ReportResult> answer,
        boolean hasReportFailed) {
    static ExperimentProgress of(Snapshot snapshot, SettledStages settled, List<ListState> lists) {
        Attempts plan = Attempts.of(snapshot.own().stream().filter(job -> job.task() instanceof MakePlan));
        Attempts report = Attempts.of(snapshot.own().stream().filter(job -> job.task() instanceof WriteReport));
        boolean needsPlan =
                settled.plan().isEmpty() || lists.stream().anyMatch(state -> state.standing() == Standing.UNKNOWN);
        boolean isAtEnd = snapshot.plan().isPresent()
                && lists.stream().allMatch(state -> state.standing().atEnd());
        Optional<ReportResult> answer = answer(snapshot, settled, isAtEnd);
        boolean hasReportFailed = isAtEnd
                && answer.isEmpty()
                && report.active().isEmpty()
                && report.failure().isPresent()
                && report.counted() > snapshot.execution().retries();
        return new ExperimentProgress(plan, report, lists, needsPlan, isAtEnd, answer, hasReportFailed);
    }

    private static Optional<ReportResult> answer(Snapshot snapshot, SettledStages settled, boolean isAtEnd) {
        boolean allSettled = settled.isAllSettled();
        return settled.reported(snapshot)
                .filter(report -> allSettled || isAtEnd)
                .or(() -> allSettled ? settled.reportedByPlan() : Optional.empty());
    }

    boolean isReported() {
        return answer.isPresent();
    }

    boolean isStopped() {
        return count(Standing.STOPPED) > 0;
    }

    long count(Standing standing) {
        return lists.stream().filter(state -> state.standing() == standing).count();
    }
}
