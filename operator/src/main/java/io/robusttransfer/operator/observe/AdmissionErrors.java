package io.robusttransfer.operator.observe;

import io.robusttransfer.operator.decide.Obstacle;
import java.util.regex.Pattern;

/** Obstacles from the messages with which the API server refuses a Job or a pod. */
public final class AdmissionErrors {
    private static final Pattern POD_NAME = Pattern.compile("pods? \"[^\"]+\" is ");
    private static final Pattern ERROR = Pattern.compile("^Error creating: ");

    private AdmissionErrors() {}

    /** @param message of a quota, of Pod Security, of a webhook, or about a service account that does not exist */
    public static Obstacle of(String message) {
        String lasting =
                POD_NAME.matcher(ERROR.matcher(message).replaceFirst("")).replaceFirst("a pod is ");
        boolean room = message.contains("exceeded quota") || message.contains("insufficient quota");
        return new Obstacle(
                room ? Obstacle.Kind.NEEDS_TIME : Obstacle.Kind.NEEDS_ACTION,
                "FailedCreate",
                "not allowed in this namespace: " + lasting.strip());
    }
}
