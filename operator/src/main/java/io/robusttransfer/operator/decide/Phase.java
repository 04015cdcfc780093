package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.Execution;

/** The phase of an experiment, as its status shows it. */
enum Phase {
    PLANNING("Planning"),
    RUNNING("Running"),
    REPORTING("Reporting"),
    SUSPENDED("Suspended"),
    COMPLETE("Complete"),
    FAILED("Failed");

    final String reason;

    Phase(String reason) {
        this.reason = reason;
    }

    static Phase of(Execution execution, SettledStages settled, ExperimentProgress progress) {
        if (progress.isReported()) {
            return settled.isAllSettled() ? COMPLETE : FAILED;
        }
        if (progress.hasReportFailed()) {
            return FAILED;
        }
        if (execution.suspend()) {
            return SUSPENDED;
        }
        if (settled.plan().isEmpty()) {
            return PLANNING;
        }
        return progress.isAtEnd() ? REPORTING : RUNNING;
    }

    boolean isOver() {
        return this == COMPLETE || this == FAILED;
    }
}
