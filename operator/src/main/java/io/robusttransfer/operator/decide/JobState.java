package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.protocol.TerminationMessage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The state of a Job. */
public sealed interface JobState {
    /** Its pod runs, or no obstacle is known. */
    record Running() implements JobState {}

    /** None of its pods runs. */
    record Waiting(Obstacle why) implements JobState {}

    /** Its pod is on a node that has been silent for minutes: what it does there cannot be known. */
    record Lost(String node) implements JobState {}

    /**
     * It is being deleted; its pod may still save.
     *
     * @param keptBy finalizers of other controllers that keep it
     */
    record Terminating(List<String> keptBy) implements JobState {}

    /**
     * The Job was deleted without its pod, which works on.
     *
     * @param pod its name
     */
    record Orphaned(String pod) implements JobState {}

    /**
     * The Job succeeded.
     *
     * @param said empty when its pod is gone, or left no termination message that can be read
     * @param image as the Job asks for it
     * @param imageId as it ran; empty when its pod is gone
     */
    record Succeeded(Instant at, Optional<TerminationMessage> said, String image, Optional<String> imageId)
            implements JobState {}

    /**
     * The Job failed.
     *
     * @param exitCode of the worker; empty when it never ran or its pod is gone
     * @param reason one word: the container's (OOMKilled), else the Job's
     * @param message for people; what the container said or its last lines, else what the Job says
     */
    record Failed(
            Instant at, Optional<Integer> exitCode, String reason, String message, Optional<TerminationMessage> said)
            implements JobState {
        /** The word for a failure of which nothing better is known. */
        static final String UNNAMED = "Failed";

        private static final int WRONG_INPUT = 2;
        private static final int OUT_OF_REACH = 4;
        private static final int SAVED = 143;

        boolean isWrongInput() {
            return hasEndedWith(WRONG_INPUT);
        }

        boolean isOutOfReach() {
            return hasEndedWith(OUT_OF_REACH);
        }

        /** Whether the failure counts: an unreachable store, a worker that saved and stopped and one that never ran do not. */
        boolean counts() {
            return hasRun() && !isOutOfReach() && !hasEndedWith(SAVED);
        }

        /** Whether a worker ran, which alone can fail at its stages. */
        boolean hasRun() {
            return exitCode.isPresent();
        }

        /** One word for people. */
        String word() {
            if (isWrongInput()) {
                return "WrongInput";
            }
            if (isOutOfReach()) {
                return "OutOfReach";
            }
            String word = StatusText.word(reason);
            return word.isEmpty() || word.equals("Error") ? UNNAMED : word;
        }

        private boolean hasEndedWith(int code) {
            return exitCode.filter(ended -> ended == code).isPresent();
        }
    }

    /** Whether nothing is left to do to the Job. */
    default boolean leaves() {
        return this instanceof Terminating || this instanceof Orphaned;
    }

    default boolean ended() {
        return this instanceof Succeeded || this instanceof Failed;
    }

    /** @throws IllegalStateException where it has not ended */
    default Instant end() {
        if (this instanceof Succeeded succeeded) {
            return succeeded.at();
        }
        if (this instanceof Failed failed) {
            return failed.at();
        }
        throw new IllegalStateException("has not ended: " + this);
    }
}
