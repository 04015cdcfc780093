package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.FailedList;
import io.robusttransfer.operator.decide.ListState.Standing;
import java.util.List;
import java.util.stream.Stream;

/** The failures that a status lists. */
final class Failures {
    private Failures() {}

    /** Those for good first. */
    static List<FailedList> of(PlanState plan, ReportState report, ListStates lists) {
        return Stream.of(
                        lists.in(Standing.FAILED).map(Failures::forGood),
                        report.due()
                                ? failure(null, "report", report.own(), report.failed())
                                : Stream.<FailedList>empty(),
                        plan.needed() ? failure(null, "plan", plan.own(), false) : Stream.<FailedList>empty(),
                        lists.all().stream().flatMap(Failures::soFar))
                .flatMap(failures -> failures)
                .limit(ExperimentStatus.MOST_FAILURES)
                .toList();
    }

    private static Stream<FailedList> soFar(ListState state) {
        return state.standing() == Standing.SETTLED || state.standing() == Standing.FAILED
                ? Stream.empty()
                : failure(state.number(), state.list().title(), state.own(), false);
    }

    private static FailedList forGood(ListState state) {
        return failure(state.number(), state.list().title(), state.own(), true)
                .findFirst()
                .orElseGet(() -> new FailedList(
                        state.number(),
                        StatusText.cut(state.list().title(), StatusBuilder.TITLE),
                        state.own().ended().orElseThrow().name(),
                        state.own().counted() + state.own().succeeded(),
                        true,
                        null,
                        "NothingDone",
                        "its Jobs succeeded, but their results are not in the store"));
    }

    /** The last attempt, if it failed. */
    private static Stream<FailedList> failure(Integer list, String title, Attempts attempts, boolean forGood) {
        return attempts.failure().stream()
                .map(failed -> new FailedList(
                        list,
                        StatusText.cut(title, StatusBuilder.TITLE),
                        attempts.ended().orElseThrow().name(),
                        attempts.counted(),
                        forGood,
                        failed.exitCode().orElse(null),
                        failed.word(),
                        StatusText.cut(failed.message(), StatusBuilder.MESSAGE)));
    }
}
