package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.ListResult;
import io.robusttransfer.crds.protocol.PlanResult;
import io.robusttransfer.operator.decide.ExperimentPlan.StageList;
import io.robusttransfer.operator.decide.Task.DoList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads from the termination messages of Jobs which stages of the plan are settled.
 *
 * @param plan empty before the first plan Job has succeeded
 * @param lists of that plan; none as long as it is not computed
 */
record MessageReader(Optional<PinnedPlan> plan, List<StageList> lists) {
    static MessageReader of(Snapshot snapshot) {
        return new MessageReader(
                PlanPin.of(snapshot), snapshot.plan().map(ExperimentPlan::lists).orElse(List.of()));
    }

    boolean isOfThisPlan(PlanResult planned) {
        return plan.filter(pin -> pin.hash().equals(planned.plan())).isPresent();
    }

    /** What a Job of this experiment says. */
    StageMarks read(ObservedJob job) {
        StageMarks planned = job.planned()
                .filter(this::isOfThisPlan)
                .map(says -> new StageMarks(says.done(), says.skipped()))
                .orElse(StageMarks.NONE);
        return job.worked()
                .filter(worked -> job.task().equals(new DoList(worked.list())))
                .map(worked -> planned.with(read(worked.list(), worked)))
                .orElse(planned);
    }

    /** What the Job of another experiment says, in whose plan the list has another number. */
    StageMarks readElsewhere(Map.Entry<Integer, ObservedJob> elsewhere) {
        return elsewhere
                .getValue()
                .worked()
                .map(worked -> read(elsewhere.getKey(), worked))
                .orElse(StageMarks.NONE);
    }

    private StageMarks read(int list, ListResult worked) {
        return list < lists.size()
                ? new StageMarks(places(lists.get(list), worked.done()), places(lists.get(list), worked.skipped()))
                : StageMarks.NONE;
    }

    private static IndexSet places(StageList list, IndexSet marks) {
        return IndexSet.of(marks.below(list.places().size()).numbers().stream()
                .map(list.places()::get)
                .toList());
    }

    /** Settled lists that this message does not mark as settled. */
    Stream<StageList> missedBy(PlanResult says, IndexSet settled) {
        IndexSet marks = says.done().with(says.skipped());
        return IntStream.range(0, lists.size())
                .filter(says::speaksOf)
                .mapToObj(lists::get)
                .filter(list -> list.isWithin(settled) && !list.isWithin(marks));
    }
}
