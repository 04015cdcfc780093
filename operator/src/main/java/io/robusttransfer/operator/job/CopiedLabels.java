package io.robusttransfer.operator.job;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The labels of an experiment that are copied to its Jobs: Kueue's, and those of people. No others, since a tool that finds its
 * label on a Job takes the Job for one of its own, and may delete it.
 */
final class CopiedLabels {
    /** Prefix of labels that people want on Jobs. */
    static final String OF_PEOPLE = "copy.robusttransfer.io/";

    private static final String OF_KUEUE = "kueue.x-k8s.io/";

    private CopiedLabels() {}

    static Map<String, String> of(Map<String, String> experiment) {
        return those(experiment, label -> label.startsWith(OF_KUEUE) || label.startsWith(OF_PEOPLE));
    }

    /** Those that operators up to 0.1.0 copied: a Job of theirs that still waits is not made anew. */
    static Map<String, String> ofEarlierOperators(Map<String, String> experiment) {
        return those(experiment, label -> !wasNotCopied(label));
    }

    private static Map<String, String> those(Map<String, String> experiment, Predicate<String> copied) {
        Map<String, String> labels = new TreeMap<>(experiment == null ? Map.of() : experiment);
        labels.keySet().removeIf(copied.negate());
        return labels;
    }

    private static boolean wasNotCopied(String label) {
        String domain = label.contains("/") ? label.substring(0, label.indexOf('/')) : "";
        return label.equals("app.kubernetes.io/instance")
                || label.equals(JobMetadata.MANAGED_BY)
                || domain.equals("argocd.argoproj.io")
                || domain.endsWith("toolkit.fluxcd.io")
                || domain.equals("robusttransfer.io");
    }
}
