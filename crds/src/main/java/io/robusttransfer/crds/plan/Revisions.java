package io.robusttransfer.crds.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.Revision;
import io.robusttransfer.crds.api.SchemeSpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

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

    /** The attack by which a checkpoint is chosen for its robust accuracy. Trainings that choose it otherwise do not use it. */
    static final String ROBUST_CHECKPOINT = "checkpoint/robustAccuracy";

    public static final Revisions CURRENT = current();

    public Revisions {
        of = Map.copyOf(of);
    }

    private static Revisions current() {
        Map<String, Integer> all = new TreeMap<>(Map.of(PREPARATION, 1, "training", 1, ROBUST_CHECKPOINT, 1));
        for (Architecture architecture : Architecture.values()) {
            all.put(architecture(architecture), architecture.revision());
        }
        members(SchemeSpec.class).forEach(scheme -> all.put("scheme/" + name(scheme), revision(scheme)));
        members(Measure.class).forEach(measure -> all.put("measure/" + name(measure), revision(measure)));
        return new Revisions(all);
    }

    static String architecture(Architecture architecture) {
        return "architecture/" + architecture.spelling();
    }

    /** The records of a sealed family. */
    private static Stream<Class<?>> members(Class<?> family) {
        return family.isSealed()
                ? Arrays.stream(family.getPermittedSubclasses()).flatMap(Revisions::members)
                : Stream.of(family);
    }

    private static String name(Class<?> algorithm) {
        return algorithm.getAnnotation(JsonTypeName.class).value();
    }

    private static int revision(Class<?> algorithm) {
        return algorithm.getAnnotation(Revision.class).value();
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
    public Optional<String> refusal(Map<String, Integer> wanted) {
        return wanted.entrySet().stream()
                .filter(e -> !e.getValue().equals(of.get(e.getKey())))
                .map(e -> "the stage wants " + e.getKey() + " in revision " + e.getValue() + ", this worker has "
                        + (of.containsKey(e.getKey()) ? "revision " + of.get(e.getKey()) : "none")
                        + ": use the worker image of the plan")
                .findFirst();
    }
}
