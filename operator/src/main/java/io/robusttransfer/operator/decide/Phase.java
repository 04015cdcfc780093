package io.robusttransfer.operator.decide;

/** What an experiment is about, in a word that people read. */
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

    static Phase of(Progress progress) {
        if (progress.isReported()) {
            return progress.known.isAllSettled() ? COMPLETE : FAILED;
        }
        if (progress.hasReportFailed()) {
            return FAILED;
        }
        if (progress.snapshot.execution().suspend()) {
            return SUSPENDED;
        }
        if (progress.known.plan().isEmpty()) {
            return PLANNING;
        }
        return progress.isAtEnd() ? REPORTING : RUNNING;
    }

    boolean isOver() {
        return this == COMPLETE || this == FAILED;
    }
}
