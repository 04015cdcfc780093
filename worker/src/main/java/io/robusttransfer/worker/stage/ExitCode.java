package io.robusttransfer.worker.stage;

import java.util.List;

/** The exit code of a process that worked on a list of stages: the first that applies to one of them. */
public enum ExitCode {
    /** Wrong configuration or data: not retried. */
    WRONG_INPUT(2),
    /** An attempt that failed. */
    FAILED(1),
    /** Store, credentials or machine out of reach: retried, not counted. */
    OUT_OF_REACH(4),
    /** Stopped after saving: not counted. */
    STOPPED(143),
    DONE(0);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The code of a process that ended with this number. One that SIGINT or SIGHUP ended has saved, as at SIGTERM. */
    public static ExitCode of(int number) {
        if (number == 128 + 2 || number == 128 + 1) {
            return STOPPED;
        }
        for (ExitCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return FAILED;
    }

    /** DONE for no stages. */
    public static ExitCode worst(List<ExitCode> codes) {
        return codes.stream().min(ExitCode::compareTo).orElse(DONE);
    }
}
