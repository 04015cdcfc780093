package io.robusttransfer.operator.observe;

import io.robusttransfer.operator.decide.Obstacle;
import java.util.regex.Pattern;

/** What keeps a Job or a pod from coming to be, in words that stay the same as long as the reason does. */
public final class AdmissionErrors {
    private static final Pattern POD_NAME = Pattern.compile("pods? \"[^\"]+\" is ");
    private static final Pattern ERROR = Pattern.compile("^Error creating: ");

    private AdmissionErrors() {}

    /** @param message of whoever does not let it: quota, Pod Security, a webhook, a service account that is not there */
    public static Obstacle of(String message) {
        String lasting =
                POD_NAME.matcher(ERROR.matcher(message).replaceFirst("")).replaceFirst("a pod is ");
        boolean room = message.contains("exceeded quota") || message.contains("insufficient quota");
        return new Obstacle(
                room ? Obstacle.Kind.NEEDS_TIME : Obstacle.Kind.NEEDS_SOMEBODY,
                "FailedCreate",
                "not allowed in this namespace: " + lasting.strip());
    }
}
