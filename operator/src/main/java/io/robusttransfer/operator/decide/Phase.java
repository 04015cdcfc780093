package io.robusttransfer.operator.decide;

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

    static Phase of(boolean suspend, SettledStages settled, ReportState report) {
        if (report.answer().isPresent()) {
            return settled.isAll() ? COMPLETE : FAILED;
        }
        if (report.failed()) {
            return FAILED;
        }
        if (suspend) {
            return SUSPENDED;
        }
        if (settled.plan().isEmpty()) {
            return PLANNING;
        }
        return report.due() ? REPORTING : RUNNING;
    }

    boolean isOver() {
        return this == COMPLETE || this == FAILED;
    }

    /** Whether Jobs are to be created, as far as there are any to create. */
    boolean works() {
        return !isOver() && this != SUSPENDED;
    }
}
