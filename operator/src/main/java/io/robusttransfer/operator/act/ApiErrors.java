package io.robusttransfer.operator.act;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.robusttransfer.operator.decide.Obstacle;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an error of the API server says. */
public final class ApiErrors {
    private static final Pattern UNDECLARED = Pattern.compile("\\.([\\w.\\[\\]]+): field not declared in schema");

    /** Codes with which the API server refuses a valid request. */
    private static final Set<Integer> REFUSED = Set.of(400, 403, 422);

    private ApiErrors() {}

    /** Whether a policy, a quota or a right is in the way, rather than that the API server fails. */
    static boolean isRefusal(KubernetesClientException e) {
        return REFUSED.contains(e.getCode()) || reason(e).contains("webhook");
    }

    static String reason(KubernetesClientException e) {
        return e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : String.valueOf(e.getMessage());
    }

    /** Where it fails again and again. */
    public static Obstacle obstacle(KubernetesClientException e) {
        Matcher undeclared = UNDECLARED.matcher(reason(e));
        if (undeclared.find()) {
            return new Obstacle(
                    Obstacle.Kind.NEEDS_ACTION,
                    "DefinitionTooOld",
                    undeclared.group(1)
                            + ": the installed definition is of an earlier release than the operator and has no such"
                            + " field: kubectl apply --server-side -k crds/crd");
        }
        String who = e.getCode() == 0 ? "the API server does not answer: " : "the API server says: ";
        return new Obstacle(Obstacle.Kind.NEEDS_ACTION, "ApiError", who + reason(e));
    }
}
