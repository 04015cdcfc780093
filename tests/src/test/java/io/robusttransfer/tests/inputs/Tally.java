package io.robusttransfer.tests.inputs;

import io.robusttransfer.tests.inputs.Mutants.Mutant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what an API server and the laptop say of mutants, and prints it. */
final class Tally {
    private static final int SHOWN = 40;

    private final Map<Mutation, Map<Answer.Sort, Integer>> counts = new EnumMap<>(Mutation.class);
    private final Map<Answer.Sort, Map<String, Integer>> shapes = new EnumMap<>(Answer.Sort.class);
    private final List<String> disagreements = new ArrayList<>();
    private int laptopRefused;

    void add(Mutant mutant, Answer answer, Laptop.Said said) {
        Answer.Sort sort = answer.sort();
        counts.computeIfAbsent(mutant.kind(), kind -> new EnumMap<>(Answer.Sort.class))
                .merge(sort, 1, Integer::sum);
        shapes.computeIfAbsent(sort, any -> new TreeMap<>()).merge(answer.shape(), 1, Integer::sum);
        if (said.experiment().isEmpty()) {
            laptopRefused++;
        }
        if (answer.accepted() != said.experiment().isPresent()) {
            disagreements.add(mutant.described() + "\n    API server: " + cut(answer.toString()) + "\n    laptop: "
                    + (said.experiment().isPresent() ? "accepted" : cut(String.join(" | ", said.problems()))));
        }
    }

    private static String cut(String text) {
        return text.length() <= 600 ? text : text.substring(0, 600) + "…";
    }

    int count(Answer.Sort sort) {
        return counts.values().stream().mapToInt(of -> of.getOrDefault(sort, 0)).sum();
    }

    List<String> disagreements() {
        return disagreements;
    }

    void print() {
        System.out.printf("%-48s", "");
        for (Answer.Sort sort : Answer.Sort.values()) {
            System.out.printf("%18s", sort);
        }
        System.out.println();
        counts.forEach((kind, of) -> {
            System.out.printf("%-48s", kind);
            for (Answer.Sort sort : Answer.Sort.values()) {
                System.out.printf("%18d", of.getOrDefault(sort, 0));
            }
            System.out.println();
        });
        System.out.printf("%-48s", "all");
        for (Answer.Sort sort : Answer.Sort.values()) {
            System.out.printf("%18d", count(sort));
        }
        System.out.println();
        int ours = 0;
        int refused = 0;
        for (Answer.Sort sort : Answer.Sort.values()) {
            ours += sort.isOurs() ? count(sort) : 0;
            refused += sort == Answer.Sort.ACCEPTED ? 0 : count(sort);
        }
        System.out.printf(
                "%d refused, by the definition's rules and bounds %d: %d with field and remedy, %d with the field and that it is"
                        + " required, %d with the field alone, %d without a field%n",
                refused,
                ours,
                count(Answer.Sort.BOTH),
                count(Answer.Sort.REQUIRED),
                count(Answer.Sort.FIELD_ALONE),
                count(Answer.Sort.NEITHER));
        System.out.printf("the laptop refused %d; %d disagreements%n", laptopRefused, disagreements.size());
        disagreements.forEach(each -> System.out.println("DISAGREEMENT " + each));
        shapes.forEach((sort, of) -> of.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(sort == Answer.Sort.ACCEPTED ? 0 : SHOWN)
                .forEach(shape ->
                        System.out.printf("SAID %s, %d times: %s%n", sort, shape.getValue(), cut(shape.getKey()))));
    }
}
