package io.robusttransfer.worker.stage;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** An event in the work on a stage: a line of a log, or of JSON for the process that started this one. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.Started.class, name = "started"),
    @JsonSubTypes.Type(value = Event.Advanced.class, name = "advanced"),
    @JsonSubTypes.Type(value = Event.Ended.class, name = "ended"),
    @JsonSubTypes.Type(value = Event.Note.class, name = "note"),
    @JsonSubTypes.Type(value = Event.ListDone.class, name = "list-done")
})
public sealed interface Event {
    record Started(String stage, String title) implements Event {}

    /**
     * Part of the work on a stage is done.
     *
     * @param share of the stage's work that is done, 0 to 1
     * @param text what was done last, such as {@code epoch 3/10 loss 0.41}; null between two such points
     */
    record Advanced(String stage, double share, String text) implements Event {}

    record Ended(String stage, String title, Ending ending, String text) implements Event {}

    /** A notice for people that belongs to no stage, such as that a corrupt object was set aside. */
    record Note(String text) implements Event {}

    /**
     * All stages of a list were tried.
     *
     * @param exitCode that the list alone would have given
     * @param lacking whether it needs a stage of another list, which is not done
     */
    record ListDone(int list, int exitCode, boolean lacking) implements Event {}

    enum Ending {
        COMPLETED,
        DIVERGED,
        /** Another worker or an earlier run had done it. */
        FOUND,
        /** Never started: a stage that it needs diverged. */
        SKIPPED,
        FAILED,
        /** Saved and stopped when asked to. */
        STOPPED
    }

    interface Listener {
        void on(Event event);
    }
}
