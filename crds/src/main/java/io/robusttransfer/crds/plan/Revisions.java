package io.robusttransfer.crds.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Map;
import java.util.TreeMap;

/**
 * A number for each algorithm, raised when its results change, so that old results are not taken for new ones. It is part of
 * the documents of exactly the stages that use the algorithm.
 */
public record Revisions(Map<String, Integer> of) {
    /**
     * How stored images become those that are trained on and measured: resizing, grey to colour, relabelling, which of them a
     * target trains on and in which order test images are evaluated. Every stage and part uses it.
     */
    static final String PREPARATION = "preparation";

    public static final Revisions CURRENT = new Revisions(Map.ofEntries(
            Map.entry("architecture/small-cnn", 1),
            Map.entry("architecture/resnet20", 1),
            Map.entry("architecture/preact-resnet18", 1),
            Map.entry(PREPARATION, 1),
            Map.entry("scheme/ce", 1),
            Map.entry("scheme/ceN", 1),
            Map.entry("scheme/ceA", 1),
            Map.entry("training", 1),
            Map.entry("measure/clean", 1),
            Map.entry("measure/fgsm", 1),
            Map.entry("measure/pgd", 1),
            Map.entry("measure/smoothing", 1)));

    public Revisions {
        of = Map.copyOf(of);
    }

    /** The part of these that a stage uses, sorted by name. */
    Map<String, Integer> select(String... algorithms) {
        Map<String, Integer> selected = new TreeMap<>();
        for (String algorithm : algorithms) {
            Integer revision = of.get(algorithm);
            if (revision == null) {
                throw new IllegalArgumentException("no revision of " + algorithm);
            }
            selected.put(algorithm, revision);
        }
        return selected;
    }

    /** The first algorithm that a document wants in a revision other than this one, as a sentence; empty when none. */
    @JsonIgnore
    public java.util.Optional<String> refusal(Map<String, Integer> wanted) {
        return wanted.entrySet().stream()
                .filter(e -> !e.getValue().equals(of.get(e.getKey())))
                .map(e -> "the stage wants " + e.getKey() + " in revision " + e.getValue() + ", this worker has "
                        + (of.containsKey(e.getKey()) ? "revision " + of.get(e.getKey()) : "none")
                        + ": use the worker image of the plan")
                .findFirst();
    }
}
