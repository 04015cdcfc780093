package io.robusttransfer.tests.cluster;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Whether tests on a cluster were asked for: nobody's cluster is written to because KUBECONFIG happens to be set. */
final class AskedForCluster implements ExecutionCondition {
    private static final String HOW =
            "run mvn -ntp -pl tests -am test -Dcluster=quick (or all) with KUBECONFIG set: see tests/README.md";
    private static final AtomicBoolean SAID = new AtomicBoolean();

    static boolean all() {
        return asked().equals("all");
    }

    private static String asked() {
        return System.getProperty("cluster", "");
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        switch (asked()) {
            case "quick", "all":
                break;
            case "":
                return skipped("no cluster was asked for; " + HOW);
            default:
                throw new IllegalArgumentException("-Dcluster=" + asked() + ": write quick or all");
        }
        boolean isLong = AnnotationSupport.isAnnotated(context.getElement(), OnCluster.Long.class);
        return isLong && !all()
                ? ConditionEvaluationResult.disabled("takes minutes: only with -Dcluster=all")
                : ConditionEvaluationResult.enabled("asked for");
    }

    private static ConditionEvaluationResult skipped(String why) {
        if (!SAID.getAndSet(true)) {
            System.out.println("Tests on a cluster are skipped: " + why);
        }
        return ConditionEvaluationResult.disabled(why);
    }
}
