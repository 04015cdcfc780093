package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.Execution;
import io.robusttransfer.crds.api.OnFailure;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.operator.decide.ExperimentPlan.StageList;
import io.robusttransfer.operator.decide.History.Incident;
import io.robusttransfer.operator.decide.History.Kind;
import io.robusttransfer.operator.decide.History.Seen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * Whatever happens in whatever order, and however late it is seen: what {@link SimulatedOperator} judges at every step, and what
 * {@link History#end} judges at the end.
 *
 * <p>Under lag the claim about parallelism is that what is shown and what starts stay within it: Jobs that run unseen come on top.
 * An operator sees its own writes, so that takes two operators, or one that has just crashed and reads old lists; and as names are
 * made of the work and the attempt, even they make no Job twice.
 */
class HistoryTest {
    /** The same histories in every build; whoever changes the decision takes this out for a while and lets others come. */
    private static final String SEED = "20261122";

    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE, seed = SEED)
    void whatever_happens_no_rule_is_broken_and_it_ends_once_faults_stop(
            @ForAll("plans") ExperimentPlan plan,
            @ForAll("executions") Execution execution,
            @ForAll("divergence") Set<Integer> diverging,
            @ForAll("events") List<Incident> events) {
        History history = new History(new SimulatedCluster(new SimulatedStore(plan, diverging), execution));
        events.forEach(history::happen);
        history.end();
        for (Seen what : Seen.values()) {
            Statistics.label(what.name()).collect(history.seen.contains(what)).coverage(coverage -> coverage.check(true)
                    .percentage(share -> share > 0));
        }
    }

    @Provide
    Arbitrary<ExperimentPlan> plans() {
        return Arbitraries.integers()
                .between(0, 255)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(HistoryTest::plan);
    }

    /** Of lists of one to three stages, each of which needs none, the one before it, or one of the others before it. */
    private static ExperimentPlan plan(List<Integer> shapes) {
        List<StageList> lists = new ArrayList<>();
        int stages = 0;
        for (int shape : shapes) {
            int size = 1 + shape % 3;
            int number = lists.size();
            Set<Integer> needs = new HashSet<>();
            if (number > 0 && shape / 3 % 3 > 0) {
                needs.add(shape / 3 % 3 == 1 ? number - 1 : shape / 9 % number);
            }
            lists.add(Scene.stageList(
                    "train list " + number,
                    IntStream.range(stages, stages + size).boxed().toList(),
                    needs));
            stages += size;
        }
        return new ExperimentPlan("hash", Layout.BY_MODEL, stages, lists);
    }

    @Provide
    Arbitrary<Execution> executions() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.of(OnFailure.CONTINUE, OnFailure.CONTINUE, OnFailure.STOP),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 3))
                .as((parallelism, onFailure, retries, history) ->
                        new Execution(parallelism, false, onFailure, retries, history));
    }

    @Provide
    Arbitrary<Set<Integer>> divergence() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(Set.of())),
                Tuple.of(1, Arbitraries.integers().between(0, 5).set().ofMaxSize(2)));
    }

    @Provide
    Arbitrary<List<Incident>> events() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(12, Kind.PASS),
                Tuple.of(10, Kind.LATE_PASS),
                Tuple.of(4, Kind.CRASH),
                Tuple.of(3, Kind.QUIET),
                Tuple.of(12, Kind.SUCCEED),
                Tuple.of(3, Kind.SUCCEED_UNHEARD),
                Tuple.of(6, Kind.FAIL),
                Tuple.of(1, Kind.VANISH),
                Tuple.of(1, Kind.ORPHAN),
                Tuple.of(3, Kind.GONE),
                Tuple.of(1, Kind.LOSE),
                Tuple.of(1, Kind.OUTDATE),
                Tuple.of(1, Kind.HOLD),
                Tuple.of(2, Kind.RELEASE),
                Tuple.of(1, Kind.OTHER_STARTS),
                Tuple.of(1, Kind.OTHER_ENDS),
                Tuple.of(6, Kind.TIME),
                Tuple.of(1, Kind.SKEW),
                Tuple.of(1, Kind.SUSPEND),
                Tuple.of(5, Kind.RESUME),
                Tuple.of(2, Kind.PARALLELISM),
                Tuple.of(1, Kind.RETRIES),
                Tuple.of(1, Kind.ON_FAILURE),
                Tuple.of(1, Kind.OBSTACLE));
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 9999).withoutEdgeCases();
        return Combinators.combine(kinds, number, number)
                .as(Incident::new)
                .list()
                .ofMinSize(20)
                .ofMaxSize(120);
    }
}
