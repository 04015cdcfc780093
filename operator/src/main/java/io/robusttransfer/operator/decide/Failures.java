package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.FailedList;
import io.robusttransfer.operator.decide.JobState.Failed;
import io.robusttransfer.operator.decide.ListState.Standing;
import java.util.List;
import java.util.stream.Stream;

/** The failures that a status lists. */
final class Failures {
    static final String UNNAMED = "Failed";

    private Failures() {}

    /** Those for good first. */
    static List<FailedList> of(ExperimentProgress progress) {
        return Stream.of(
                        lists(progress, true),
                        progress.hasReportFailed() ? report(progress) : Stream.<FailedList>empty(),
                        progress.needsPlan() ? plan(progress) : Stream.<FailedList>empty(),
                        progress.hasReportFailed() || progress.isReported() || !progress.isAtEnd()
                                ? Stream.<FailedList>empty()
                                : report(progress),
                        lists(progress, false))
                .flatMap(failures -> failures)
                .limit(ExperimentStatus.MOST_FAILURES)
                .toList();
    }

    private static Stream<FailedList> plan(ExperimentProgress progress) {
        return progress.plan().failure().stream().map(failed -> of(null, "plan", progress.plan(), failed, false));
    }

    private static Stream<FailedList> report(ExperimentProgress progress) {
        return progress.report().failure().stream()
                .map(failed -> of(null, "report", progress.report(), failed, progress.hasReportFailed()));
    }

    private static Stream<FailedList> lists(ExperimentProgress progress, boolean forGood) {
        return progress.lists().stream()
                .filter(state -> state.standing() != Standing.SETTLED)
                .filter(state -> forGood == (state.standing() == Standing.FAILED))
                .flatMap(state -> forGood ? Stream.of(forGood(state)) : soFar(state));
    }

    private static Stream<FailedList> soFar(ListState state) {
        return state.own().failure().stream()
                .map(failed -> of(state.number(), state.list().title(), state.own(), failed, false));
    }

    /** One word for people. */
    static String reason(Failed failed) {
        if (Attempts.isWrongInput(failed)) {
            return "WrongInput";
        }
        if (Attempts.isOutOfReach(failed)) {
            return "OutOfReach";
        }
        String reason = StatusText.word(failed.reason());
        return reason.isEmpty() || reason.equals("Error") ? UNNAMED : reason;
    }

    private static FailedList forGood(ListState state) {
        return state.own()
                .failure()
                .map(failed -> of(state.number(), state.list().title(), state.own(), failed, true))
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

    private static FailedList of(Integer list, String title, Attempts attempts, Failed failed, boolean forGood) {
        return new FailedList(
                list,
                StatusText.cut(title, StatusBuilder.TITLE),
                attempts.ended().orElseThrow().name(),
                attempts.counted(),
                forGood,
                failed.exitCode().orElse(null),
                reason(failed),
                StatusText.cut(failed.message(), StatusBuilder.MESSAGE));
    }
}
