package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.FailedList;
import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.operator.decide.ListState.Standing;
import java.util.List;
import java.util.Optional;

/**
 * What a person reads of a phase.
 *
 * @param failures as the status lists them
 * @param saving how many Jobs that are being deleted still save
 * @param undeleted why Jobs that are to be deleted go on
 * @param unknown fields of the spec that are left out
 */
record PhaseMessage(
        SettledStages settled,
        ListStates lists,
        boolean reportFailed,
        List<FailedList> failures,
        int saving,
        List<Obstacle> undeleted,
        Optional<String> unknown) {
    String reason(Phase phase) {
        return phase == Phase.FAILED && reportFailed ? "ReportFailed" : phase.reason;
    }

    String message(Phase phase) {
        return how(phase)
                + unknown.map(fields ->
                                "; without effect, since they are of a later release than this operator: " + fields)
                        .orElse("");
    }

    private String how(Phase phase) {
        return switch (phase) {
            case PLANNING -> "the plan Job digests the datasets and computes the stages";
            case RUNNING, COMPLETE -> done();
            case REPORTING -> done() + "; the report is being written";
            case SUSPENDED ->
                "spec.execution.suspend is true: set it to false to go on"
                        + (saving == 0 ? "" : "; Jobs still saving: " + saving)
                        + undeleted.stream()
                                .findFirst()
                                .map(why -> "; but " + why.message())
                                .orElse("");
            case FAILED -> done() + "; " + failed();
        };
    }

    private String done() {
        int stages = settled.plan().map(PinnedPlan::stages).orElse(0);
        int skipped = settled.marks().skipped().count();
        return settled.marks().done().count() + " of " + stages + " stages are done"
                + (skipped == 0 ? "" : ", " + skipped + " skipped, since a training that they need diverged");
    }

    private String failed() {
        Optional<FailedList> first = failures.stream().findFirst();
        String why = first.map(failure -> failure.title() + ": " + failure.reason() + ": " + failure.message())
                .orElse("");
        if (reportFailed) {
            return "the report could not be written: " + why + "; raise spec.execution.retries to try again";
        }
        String which = lists.failedStages() + " failed for good or depend on a stage that did"
                + (lists.count(Standing.STOPPED) == 0
                        ? ""
                        : "; nothing new started since, as spec.execution.onFailure is Stop");
        String remedy = "; to try again, mend the cause and "
                + first.filter(failure -> "WrongInput".equals(failure.reason()))
                        .map(failure -> "delete Job " + failure.job())
                        .orElse("raise spec.execution.retries");
        return which + remedy + "; " + why;
    }
}
