package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.ListResult;
import io.robusttransfer.crds.protocol.PlanResult;
import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.crds.protocol.TerminationMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The truth about stages, and what workers make of it. */
final class SimulatedStore {
    final ExperimentPlan plan;
    final Set<Integer> done = new TreeSet<>();
    /** What was settled when the last report was written. */
    final Set<Integer> reported = new TreeSet<>();

    private final Set<Integer> divergingLists;

    SimulatedStore(ExperimentPlan plan, Set<Integer> divergingLists) {
        this.plan = plan;
        this.divergingLists = divergingLists;
    }

    /** Whether it needs a training that has diverged. */
    boolean isSkipped(int list) {
        return plan.lists().get(list).needs().stream()
                .anyMatch(need -> divergingLists.contains(need) && isDone(need) || isSkipped(need));
    }

    boolean isSettled(int list) {
        return isSkipped(list) || isDone(list);
    }

    boolean needsAreSettled(int list) {
        return plan.lists().get(list).needs().stream().allMatch(this::isSettled);
    }

    boolean isAllSettled() {
        return IntStream.range(0, plan.lists().size()).allMatch(this::isSettled);
    }

    private boolean isDone(int list) {
        return done.containsAll(plan.lists().get(list).places());
    }

    /** Does the first so many of these stages, so far as nothing they need is missing. */
    void work(List<Integer> places, int most) {
        places.stream()
                .limit(most)
                .filter(place -> !isSkipped(listOf(place)) && needsAreSettled(listOf(place)))
                .forEach(done::add);
    }

    int listOf(int place) {
        return IntStream.range(0, plan.lists().size())
                .filter(list -> plan.lists().get(list).places().contains(place))
                .findFirst()
                .orElseThrow();
    }

    Set<Integer> skipped() {
        Set<Integer> skipped = new HashSet<>();
        for (int list = 0; list < plan.lists().size(); list++) {
            if (isSkipped(list)) {
                skipped.addAll(plan.lists().get(list).places());
            }
        }
        skipped.removeAll(done);
        return skipped;
    }

    TerminationMessage saysList(int list, String problem) {
        List<Integer> places = plan.lists().get(list).places();
        List<Integer> inList = IntStream.range(0, places.size())
                .filter(i -> done.contains(places.get(i)))
                .boxed()
                .toList();
        List<Integer> skippedInList = new ArrayList<>();
        if (isSkipped(list)) {
            IntStream.range(0, places.size())
                    .filter(i -> !done.contains(places.get(i)))
                    .forEach(skippedInList::add);
        }
        return new TerminationMessage(
                problem, null, new ListResult(list, IndexSet.of(inList), IndexSet.of(skippedInList)), null);
    }

    /** What a plan Job says at its end: it reports when all is settled. */
    TerminationMessage saysPlan() {
        return new TerminationMessage(null, planned(), null, isAllSettled() ? report() : null);
    }

    TerminationMessage saysReport() {
        return new TerminationMessage(null, planned(), null, report());
    }

    private ReportResult report() {
        reported.addAll(done);
        reported.addAll(skipped());
        return new ReportResult("s3://r/report.html", "0".repeat(64), "ce 50 %", "yes", "It is.", "yes 1");
    }

    private PlanResult planned() {
        return new PlanResult(
                plan.hash(),
                Map.of("source", "d"),
                Map.of("training", 1),
                plan.stages(),
                IndexSet.of(done),
                IndexSet.of(skipped()));
    }
}
