package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.Settled;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.ListResult;
import io.robusttransfer.crds.protocol.PlanResult;
import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.operator.decide.ExperimentPlan.StageList;
import io.robusttransfer.operator.decide.JobState.Failed;
import io.robusttransfer.operator.decide.JobState.Succeeded;
import io.robusttransfer.operator.decide.Task.DoList;
import io.robusttransfer.operator.decide.Task.MakePlan;
import io.robusttransfer.operator.decide.Task.WriteReport;
import java.time.Instant;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The stages that are settled, and all else that the status and the termination messages of Jobs say of the plan.
 *
 * @param plan empty before the first plan Job has succeeded
 * @param done places in the plan
 * @param skipped places in the plan
 * @param surveyed when the last Job began that looked at what is done in the store
 * @param reportedByPlan what a plan Job says that found everything settled
 * @param lacking the last report, if it misses lists that were settled and is not the first to do so; until a later Job ends,
 *     these lists are unknown
 * @param otherPlan the hash of a plan that is not the pinned one, when the last survey was of such a one
 */
record SettledStages(
        Optional<PinnedPlan> plan,
        IndexSet done,
        IndexSet skipped,
        Optional<Instant> surveyed,
        Optional<ReportResult> reportedByPlan,
        Optional<ObservedJob> lacking,
        Optional<String> otherPlan) {

    static SettledStages of(Snapshot snapshot) {
        Optional<PinnedPlan> plan = pinned(snapshot);
        BitSet done = bits(done(snapshot.status()));
        BitSet skipped = bits(skipped(snapshot.status()));
        Optional<PlanResult> survey = Optional.empty();
        Optional<Instant> surveyed = Optional.empty();
        for (ObservedJob job : snapshot.own()) {
            Optional<PlanResult> planned = said(job).map(TerminationMessage::planned);
            if (planned.isPresent() && (surveyed.isEmpty() || job.created().isAfter(surveyed.get()))) {
                survey = planned;
                surveyed = Optional.of(job.created());
            }
            places(snapshot, plan, job, PlanResult::done, ListResult::done).forEach(done::set);
            places(snapshot, plan, job, PlanResult::skipped, ListResult::skipped)
                    .forEach(skipped::set);
        }
        for (Map.Entry<Integer, ObservedJob> elsewhere :
                snapshot.succeededElsewhere().entrySet()) {
            // what ended before that, the survey has seen, or seen to be gone
            if (surveyed.filter(at -> !elsewhere.getValue().state().end().isBefore(at))
                    .isPresent()) {
                elsewhere(snapshot, elsewhere, ListResult::done).forEach(done::set);
                elsewhere(snapshot, elsewhere, ListResult::skipped).forEach(skipped::set);
            }
        }
        int stages = plan.map(PinnedPlan::stages).orElse(0);
        done.clear(stages, Math.max(stages, done.length()));
        skipped.clear(stages, Math.max(stages, skipped.length()));
        skipped.andNot(done);
        Optional<ObservedJob> lacking = snapshot.own().stream()
                .filter(job -> job.task() instanceof WriteReport && job.attempt() > 1)
                .filter(job -> said(job)
                        .map(TerminationMessage::planned)
                        .filter(planned -> isOf(plan, planned))
                        .isPresent())
                .reduce((first, last) -> last)
                .filter(report -> forget(snapshot, report, done, skipped));
        Optional<String> other =
                survey.filter(p -> plan.isPresent() && !isOf(plan, p)).map(PlanResult::plan);
        return new SettledStages(
                plan,
                marks(done),
                marks(skipped),
                other.isPresent() ? Optional.empty() : surveyed,
                reported(snapshot, job -> job.task() instanceof MakePlan),
                lacking,
                other);
    }

    /** Forgets stages that the report did not find: workers set corrupt results aside, and people delete some. */
    private static boolean forget(Snapshot snapshot, ObservedJob report, BitSet done, BitSet skipped) {
        BitSet lost = new BitSet();
        lost.or(done);
        lost.or(skipped);
        PlanResult says = said(report).orElseThrow().planned();
        BitSet missed = new BitSet();
        missed(snapshot, says, lost::get)
                .flatMap(item -> item.places().stream())
                .forEach(missed::set);
        lost.and(missed);
        lost.andNot(bits(says.done()));
        lost.andNot(bits(says.skipped()));
        snapshot.own().stream()
                .filter(job -> endedSince(report, job))
                .flatMapToInt(job -> settledBy(snapshot, job))
                .forEach(lost::clear);
        snapshot.succeededElsewhere().entrySet().stream()
                .filter(elsewhere -> endedSince(report, elsewhere.getValue()))
                .flatMapToInt(elsewhere -> IntStream.concat(
                        elsewhere(snapshot, elsewhere, ListResult::done),
                        elsewhere(snapshot, elsewhere, ListResult::skipped)))
                .forEach(lost::clear);
        done.andNot(lost);
        skipped.andNot(lost);
        return !lost.isEmpty();
    }

    boolean isSettled(StageList item) {
        return item.places().stream().allMatch(this::isSettled);
    }

    boolean isSettled(int place) {
        return done.has(place) || skipped.has(place);
    }

    boolean isAllSettled() {
        return plan.map(PinnedPlan::stages)
                .filter(all -> all == done.count() + skipped.count())
                .isPresent();
    }

    static IndexSet done(ExperimentStatus status) {
        return parse(Optional.ofNullable(status.settled()).map(Settled::done));
    }

    static IndexSet skipped(ExperimentStatus status) {
        return parse(Optional.ofNullable(status.settled()).map(Settled::skipped));
    }

    static Optional<TerminationMessage> said(ObservedJob job) {
        if (job.state() instanceof Succeeded succeeded) {
            return succeeded.said();
        }
        return job.state() instanceof Failed failed ? failed.said() : Optional.empty();
    }

    private static Optional<PinnedPlan> pinned(Snapshot snapshot) {
        Optional<PinnedPlan> kept = Optional.ofNullable(snapshot.status().plan());
        return kept.isPresent()
                ? kept.map(pin ->
                        snapshot.plan().map(outline -> counted(pin, outline)).orElse(pin))
                : snapshot.own().stream()
                        .filter(job -> job.task() instanceof MakePlan
                                && job.state() instanceof Succeeded
                                && said(job).map(TerminationMessage::planned).isPresent())
                        .min(Comparator.comparingInt(ObservedJob::attempt))
                        .map(job -> pin((Succeeded) job.state()));
    }

    /** The pin with the counts of the computed plan. */
    private static PinnedPlan counted(PinnedPlan pin, ExperimentPlan outline) {
        return new PinnedPlan(
                pin.hash(),
                outline.stages(),
                outline.lists().size(),
                pin.digests(),
                pin.revisions(),
                pin.image(),
                pin.imageId());
    }

    private static PinnedPlan pin(Succeeded succeeded) {
        PlanResult planned = succeeded.said().orElseThrow().planned();
        return new PinnedPlan(
                StatusText.cut(planned.plan(), 64),
                planned.stages(),
                null,
                planned.digests(),
                planned.revisions(),
                StatusText.cut(succeeded.image(), 512),
                succeeded.imageId().map(id -> StatusText.cut(id, 512)).orElse(null));
    }

    /** Whether a report may have missed something: because a Job has ended since it began, or by what it says itself. */
    boolean isOutdated(Snapshot snapshot, ObservedJob report) {
        return Stream.concat(snapshot.own().stream(), snapshot.succeededElsewhere().values().stream())
                        .anyMatch(job -> endedSince(report, job))
                || said(report)
                        .map(TerminationMessage::planned)
                        .filter(says -> missed(snapshot, says, this::isSettled)
                                .findAny()
                                .isPresent())
                        .isPresent();
    }

    private static boolean endedSince(ObservedJob report, ObservedJob job) {
        return !(job.task() instanceof WriteReport)
                && job.state().ended()
                && job.state().end().isAfter(report.created());
    }

    /** Settled lists that this message does not mark as settled. */
    private static Stream<StageList> missed(Snapshot snapshot, PlanResult says, IntPredicate settled) {
        IndexSet marks = says.done().with(says.skipped());
        List<StageList> lists = snapshot.plan().map(ExperimentPlan::lists).orElse(List.of());
        return IntStream.range(0, lists.size())
                .filter(says::speaksOf)
                .mapToObj(lists::get)
                .filter(item -> item.places().stream().allMatch(settled::test)
                        && !item.places().stream().allMatch(marks::has));
    }

    /** What the last report says, where it may not have missed anything. */
    Optional<ReportResult> reported(Snapshot snapshot) {
        return reported(snapshot, job -> job.task() instanceof WriteReport && !isOutdated(snapshot, job));
    }

    private static Optional<ReportResult> reported(Snapshot snapshot, Predicate<ObservedJob> by) {
        return snapshot.own().stream()
                .filter(job -> by.test(job) && job.state() instanceof Succeeded)
                .flatMap(job -> said(job).map(TerminationMessage::reported).stream())
                .reduce((first, last) -> last);
    }

    private static boolean isOf(Optional<PinnedPlan> plan, PlanResult planned) {
        return plan.isPresent() && plan.get().hash().equals(planned.plan());
    }

    /** Places in the plan that a Job says are settled. */
    static IntStream settledBy(Snapshot snapshot, ObservedJob job) {
        Optional<PinnedPlan> plan = Optional.ofNullable(snapshot.status().plan());
        return IntStream.concat(
                places(snapshot, plan, job, PlanResult::done, ListResult::done),
                places(snapshot, plan, job, PlanResult::skipped, ListResult::skipped));
    }

    private static IntStream places(
            Snapshot snapshot,
            Optional<PinnedPlan> plan,
            ObservedJob job,
            Function<PlanResult, IndexSet> ofPlan,
            Function<ListResult, IndexSet> ofList) {
        Optional<TerminationMessage> said = said(job);
        IntStream planned = said.map(TerminationMessage::planned)
                .filter(p -> isOf(plan, p))
                .map(ofPlan)
                .map(SettledStages::numbers)
                .orElse(IntStream.empty());
        return IntStream.concat(
                planned,
                said.map(TerminationMessage::worked)
                        .filter(worked -> job.task().equals(new DoList(worked.list())))
                        .map(worked -> places(snapshot, worked.list(), ofList.apply(worked)))
                        .orElse(IntStream.empty()));
    }

    private static IntStream elsewhere(
            Snapshot snapshot, Map.Entry<Integer, ObservedJob> elsewhere, Function<ListResult, IndexSet> ofList) {
        return said(elsewhere.getValue())
                .map(TerminationMessage::worked)
                .map(worked -> places(snapshot, elsewhere.getKey(), ofList.apply(worked)))
                .orElse(IntStream.empty());
    }

    /** @param marks places in the list */
    private static IntStream places(Snapshot snapshot, int list, IndexSet marks) {
        if (marks == null
                || snapshot.plan().isEmpty()
                || list >= snapshot.plan().get().lists().size()) {
            return IntStream.empty();
        }
        List<Integer> places = snapshot.plan().get().lists().get(list).places();
        return numbers(marks).filter(place -> place < places.size()).map(places::get);
    }

    private static IntStream numbers(IndexSet marks) {
        return marks.numbers().stream().mapToInt(Integer::intValue);
    }

    /** A text that cannot be read means that no stage is known to be settled, which is safe. */
    private static IndexSet parse(Optional<String> text) {
        try {
            return text.map(IndexSet::parse).orElse(IndexSet.none());
        } catch (IllegalArgumentException e) {
            return IndexSet.none();
        }
    }

    private static BitSet bits(IndexSet marks) {
        BitSet bits = new BitSet();
        numbers(marks).forEach(bits::set);
        return bits;
    }

    private static IndexSet marks(BitSet bits) {
        return IndexSet.of(bits.stream().boxed().toList());
    }
}
