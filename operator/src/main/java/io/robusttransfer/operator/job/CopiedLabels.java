package io.robusttransfer.operator.job;

import java.util.Map;
import java.util.TreeMap;

/** The labels of an experiment that are copied to its Jobs: its queue and its team, but not the tool that deployed it. */
final class CopiedLabels {
    private CopiedLabels() {}

    static Map<String, String> of(Map<String, String> experiment) {
        Map<String, String> copied = new TreeMap<>(experiment == null ? Map.of() : experiment);
        copied.keySet().removeIf(CopiedLabels::isNotCopied);
        return copied;
    }

    /** A GitOps tool takes what has its labels for its own, and removes it where its repository does not have it. */
    private static boolean isNotCopied(String label) {
        String domain = label.contains("/") ? label.substring(0, label.indexOf('/')) : "";
        return label.equals("app.kubernetes.io/instance")
                || label.equals(JobMetadata.MANAGED_BY)
                || domain.equals("argocd.argoproj.io")
                || domain.endsWith("toolkit.fluxcd.io")
                || domain.equals("robusttransfer.io");
    }
}
