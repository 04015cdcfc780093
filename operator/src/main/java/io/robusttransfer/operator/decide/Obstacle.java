package io.robusttransfer.operator.decide;

/**
 * Something that keeps a pod from running.
 *
 * @param kind whether a person has to act, or waiting may be enough
 * @param reason one word, as Kubernetes names it: FailedMount, ImagePullBackOff, FailedCreate, Unschedulable, Queued
 * @param message names the object, the value and what would be right
 */
public record Obstacle(Kind kind, String reason, String message) {
    public enum Kind {
        /** The experiment is stalled until a person removes the cause; it then goes on by itself. */
        NEEDS_ACTION,
        /** While a Job of the experiment runs or waits, its end may be enough; then a person has to act. */
        NEEDS_ACTION_WHEN_IDLE,
        /** It waits for room on a node, for a queue, or for an image. */
        NEEDS_TIME
    }

    static Obstacle action(String reason, String message) {
        return new Obstacle(Kind.NEEDS_ACTION, reason, message);
    }

    static Obstacle time(String reason, String message) {
        return new Obstacle(Kind.NEEDS_TIME, reason, message);
    }

    /** For people, in one line. */
    String text() {
        return reason + ": " + message;
    }

    boolean needsAction() {
        return kind == Kind.NEEDS_ACTION;
    }

    /** @param idle whether no Job of the experiment runs or waits */
    boolean needsAction(boolean idle) {
        return needsAction() || idle && kind == Kind.NEEDS_ACTION_WHEN_IDLE;
    }
}
