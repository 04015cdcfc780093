package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.FailedList;
import io.robusttransfer.operator.decide.JobState.Failed;
import io.robusttransfer.operator.decide.Progress.Entry;
import io.robusttransfer.operator.decide.Progress.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What failed, for a status. */
final class Failures {
    private Failures() {}

    /** Those for good first. */
    static List<FailedList> of(Progress progress) {
        List<FailedList> failures = new ArrayList<>();
        if (progress.needsPlan()) {
            progress.plan.failure().ifPresent(f -> failures.add(of(null, "plan", progress.plan, f, false)));
        }
        if (progress.isAtEnd() && !progress.isReported()) {
            progress.report
                    .failure()
                    .ifPresent(f -> failures.add(of(null, "report", progress.report, f, progress.hasReportFailed())));
        }
        for (Entry entry : progress.lists) {
            if (entry.standing() == Standing.FAILED) {
                failures.add(forGood(entry));
            } else if (entry.standing() != Standing.SETTLED) {
                entry.own()
                        .failure()
                        .ifPresent(f ->
                                failures.add(of(entry.number(), entry.item().title(), entry.own(), f, false)));
            }
        }
        return failures.stream()
                .sorted(Comparator.comparing(failure -> !failure.forGood()))
                .limit(ExperimentStatus.MOST_FAILURES)
                .toList();
    }

    /** One word for people. */
    static String reason(Failed failed) {
        if (Attempts.isWrongInput(failed)) {
            return "WrongInput";
        }
        if (Attempts.isOutOfReach(failed)) {
            return "OutOfReach";
        }
        String reason = failed.reason().replaceAll("[^A-Za-z0-9]", "");
        return reason.isEmpty() || reason.equals("Error") ? "Failed" : Text.cut(reason, 60);
    }

    private static FailedList forGood(Entry entry) {
        return entry.own()
                .failure()
                .map(failed -> of(entry.number(), entry.item().title(), entry.own(), failed, true))
                .orElseGet(() -> new FailedList(
                        entry.number(),
                        Text.cut(entry.item().title(), StatusWriter.TITLE),
                        entry.own().ended().orElseThrow().name(),
                        entry.own().counted() + entry.own().succeeded(),
                        true,
                        null,
                        "NothingDone",
                        "its Jobs ended well, and the store has not what they should have left there"));
    }

    private static FailedList of(Integer list, String title, Attempts attempts, Failed failed, boolean forGood) {
        return new FailedList(
                list,
                Text.cut(title, StatusWriter.TITLE),
                attempts.ended().orElseThrow().name(),
                attempts.counted(),
                forGood,
                failed.exitCode().orElse(null),
                reason(failed),
                Text.cut(failed.message(), StatusWriter.MESSAGE));
    }
}
