package io.robusttransfer.operator.decide;

/**
 * What keeps a pod from running.
 *
 * @param kind whether somebody has to do something, or waiting may be enough
 * @param reason one word, as Kubernetes names it: FailedMount, ImagePullBackOff, FailedCreate, Unschedulable, Queued
 * @param message names the object, the value and what would be right
 */
public record Obstacle(Kind kind, String reason, String message) {
    public enum Kind {
        /** Stalled until somebody mends it; it then goes on by itself. */
        NEEDS_SOMEBODY,
        /** Room, a queue, an image on its way. */
        NEEDS_TIME
    }
}
