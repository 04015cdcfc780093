package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.operator.decide.JobState.Succeeded;
import io.robusttransfer.operator.decide.Task.MakePlan;
import io.robusttransfer.operator.decide.Task.WriteReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far the report is.
 *
 * @param own attempts at it
 * @param outdated those that succeeded, but may have missed something
 * @param lacking see {@link SettledStages#lacking}
 * @param answer the report of how the experiment ended, if it has ended and there is one; reports of earlier ends are deleted
 *     when the experiment goes on
 * @param due whether the experiment has ended without an answer
 * @param failed whether it failed for good
 * @param obstacle what a person has to do something about before a report that is due can be written
 */
record ReportState(
        Attempts own,
        List<ObservedJob> outdated,
        Optional<ObservedJob> lacking,
        Optional<ReportResult> answer,
        boolean due,
        boolean failed,
        Optional<Obstacle> obstacle) {
    static ReportState of(
            Snapshot snapshot, MessageReader reader, SettledStages settled, ListStates lists, Instant now) {
        int retries = snapshot.execution().retries();
        Attempts own = Attempts.of(snapshot.own().stream().filter(job -> job.task() instanceof WriteReport));
        List<ObservedJob> outdated = own.jobs().stream()
                .filter(job -> job.state() instanceof Succeeded && isOutdated(job, snapshot, reader, settled))
                .toList();
        Optional<ReportResult> answer = last(own.jobs().stream().filter(job -> !outdated.contains(job)))
                .filter(report -> settled.isAll() || lists.isAtEnd())
                .or(() -> last(snapshot.own().stream().filter(job -> job.task() instanceof MakePlan))
                        .filter(report -> settled.isAll()));
        boolean due = lists.isAtEnd() && answer.isEmpty();
        boolean failed = due && own.active().isEmpty() && own.failure().isPresent() && own.counted() > retries;
        return new ReportState(
                own,
                outdated,
                settled.lacking(),
                answer,
                due,
                failed,
                own.obstacle("report", "ReportFailed", retries, now).filter(any -> due));
    }

    /** A report may have missed something because a Job has ended since it began, or by what it says itself. */
    private static boolean isOutdated(
            ObservedJob report, Snapshot snapshot, MessageReader reader, SettledStages settled) {
        return Stream.concat(snapshot.own().stream(), snapshot.succeededElsewhere().values().stream())
                        .anyMatch(job -> job.hasEndedSince(report))
                || report.planned().stream()
                        .flatMap(says -> reader.missedBy(says, settled.marks().settled()))
                        .findAny()
                        .isPresent();
    }

    private static Optional<ReportResult> last(Stream<ObservedJob> jobs) {
        return jobs.filter(job -> job.state() instanceof Succeeded)
                .flatMap(job -> job.said().map(TerminationMessage::reported).stream())
                .reduce((first, last) -> last);
    }
}
