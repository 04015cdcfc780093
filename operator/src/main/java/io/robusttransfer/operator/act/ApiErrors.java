package io.robusttransfer.operator.act;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.robusttransfer.operator.decide.Obstacle;

/** What an error of the API server says. */
public final class ApiErrors {
    private ApiErrors() {}

    static String reason(KubernetesClientException e) {
        return e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : String.valueOf(e.getMessage());
    }

    /** Where it fails again and again. */
    public static Obstacle obstacle(KubernetesClientException e) {
        String who = e.getCode() == 0 ? "the API server does not answer: " : "the API server says: ";
        return new Obstacle(Obstacle.Kind.NEEDS_ACTION, "ApiError", who + reason(e));
    }
}
