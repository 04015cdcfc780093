package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.PlanResult;
import io.robusttransfer.operator.decide.ExperimentPlan.StageList;
import io.robusttransfer.operator.decide.Task.WriteReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The stages that are settled by all that the status and the termination messages of Jobs say.
 *
 * @param plan empty before the first plan Job has succeeded
 * @param marks the stages' places in the plan
 * @param surveyed when the last Job began that looked at what is done in the store
 * @param lacking the last report, if it misses lists that were settled and is not the first to do so; until a later Job ends,
 *     these lists are unknown
 * @param otherPlan the hash of a plan that is not the pinned one, when the last survey was of such a one
 */
record SettledStages(
        Optional<PinnedPlan> plan,
        StageMarks marks,
        Optional<Instant> surveyed,
        Optional<ObservedJob> lacking,
        Optional<String> otherPlan) {

    static SettledStages of(Snapshot snapshot, MessageReader reader) {
        Optional<PinnedPlan> plan = reader.plan();
        Optional<ObservedJob> survey = snapshot.own().stream()
                .filter(job -> job.planned().isPresent())
                .reduce((last, next) -> next.created().isAfter(last.created()) ? next : last);
        Optional<String> otherPlan = survey.flatMap(ObservedJob::planned)
                .filter(planned -> plan.isPresent() && !reader.isOfThisPlan(planned))
                .map(PlanResult::plan);
        // what ended before the survey, the survey has seen, or seen to be gone
        Stream<StageMarks> elsewhere = snapshot.succeededElsewhere().entrySet().stream()
                .filter(job -> survey.filter(
                                last -> !job.getValue().state().end().isBefore(last.created()))
                        .isPresent())
                .map(reader::readElsewhere);
        StageMarks marks = Stream.concat(snapshot.own().stream().map(reader::read), elsewhere)
                .reduce(StageMarks.of(snapshot.status()), StageMarks::with)
                .within(plan.map(PinnedPlan::stages).orElse(0));
        Optional<ObservedJob> report = snapshot.own().stream()
                .filter(job -> job.task() instanceof WriteReport && job.attempt() > 1)
                .filter(job -> job.planned().filter(reader::isOfThisPlan).isPresent())
                .reduce((first, last) -> last);
        IndexSet lost = report.map(last -> lost(snapshot, reader, last, marks.settled()))
                .orElse(IndexSet.none());
        return new SettledStages(
                plan,
                marks.without(lost),
                otherPlan.isPresent() ? Optional.empty() : survey.map(ObservedJob::created),
                report.filter(last -> !lost.isEmpty()),
                otherPlan);
    }

    /** Stages that the report did not find: workers set corrupt results aside, and people delete some. */
    private static IndexSet lost(Snapshot snapshot, MessageReader reader, ObservedJob report, IndexSet settled) {
        PlanResult says = report.planned().orElseThrow();
        List<Integer> missed = reader.missedBy(says, settled)
                .flatMap(list -> list.places().stream())
                .toList();
        StageMarks seen = Stream.concat(
                        snapshot.own().stream()
                                .filter(job -> job.hasEndedSince(report))
                                .map(reader::read),
                        snapshot.succeededElsewhere().entrySet().stream()
                                .filter(job -> job.getValue().hasEndedSince(report))
                                .map(reader::readElsewhere))
                .reduce(new StageMarks(says.done(), says.skipped()), StageMarks::with);
        return IndexSet.of(missed).without(seen.settled());
    }

    /** How many stages of this list are still to be done. */
    int left(StageList list) {
        return (int) list.places().stream().filter(place -> !marks.has(place)).count();
    }

    boolean isAll() {
        return plan.map(PinnedPlan::stages).filter(all -> all == marks.count()).isPresent();
    }
}
