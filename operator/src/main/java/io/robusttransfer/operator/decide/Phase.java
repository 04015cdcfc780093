package io.robusttransfer.operator.decide;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The phase of an experiment, as its status shows it. */
public enum Phase {
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

    /** Every word of status.phase. */
    public static Set<String> words() {
        return Stream.concat(
                        Arrays.stream(values()).map(phase -> phase.reason),
                        Stream.of(Conditions.STALLED, Conditions.WAITING))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The word of it. */
    public String reason() {
        return reason;
    }

    static boolean isReason(String word) {
        return Arrays.stream(values()).anyMatch(phase -> phase.reason.equals(word));
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
