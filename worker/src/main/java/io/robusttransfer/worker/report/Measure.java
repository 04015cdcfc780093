package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Outcome.Certified;
import io.robusttransfer.worker.report.Outcome.Completed;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A number that a completed cell has. */
public sealed interface Measure {

    /** Empty when the cell was evaluated without it. */
    OptionalDouble of(Completed cell);

    /** As the CSV and JSON name it. */
    String id();

    record Clean() implements Measure {
        @Override
        public OptionalDouble of(Completed cell) {
            return OptionalDouble.of(share(cell.clean().correct()));
        }

        @Override
        public String id() {
            return "clean_accuracy";
        }
    }

    /** One attack at one of its epsilons. */
    record Under(String attack, String epsilon) {}

    /** Share of images that stay right under each of these attacks: the pointwise worst case, in [0,1]. */
    record Robust(String norm, String epsilon, List<Under> under) implements Measure {
        public Robust {
            under = List.copyOf(under);
        }

        @Override
        public OptionalDouble of(Completed cell) {
            return perImage(cell)
                    .map(c -> OptionalDouble.of(share(c.correct())))
                    .orElse(OptionalDouble.empty());
        }

        Optional<Outcome.Correct> perImage(Completed cell) {
            var each = under.stream()
                    .map(u -> cell.attacked().stream()
                            .filter(a ->
                                    a.attack().equals(u.attack()) && a.epsilon().equals(u.epsilon()))
                            .findFirst())
                    .toList();
            if (each.stream().anyMatch(Optional::isEmpty)) {
                return Optional.empty();
            }
            var first = each.get(0).orElseThrow().correct();
            var worst = first.correct().clone();
            for (var attacked : each) {
                var correct = attacked.orElseThrow().correct();
                if (!Arrays.equals(correct.images(), first.images())) {
                    throw new IllegalArgumentException(
                            "attacks at " + norm + " " + epsilon + " saw different images: " + names());
                }
                for (int i = 0; i < worst.length; i++) {
                    worst[i] &= correct.correct()[i];
                }
            }
            return Optional.of(new Outcome.Correct(first.images(), worst));
        }

        @Override
        public String id() {
            return "robust_accuracy";
        }

        /** "pgd20 (Linf, eps 8/255)"; several attacks: "the worst of pgd20+fgsm (…)". */
        String words() {
            return (under.size() > 1 ? "the worst of " : "") + names() + " (" + norm + ", eps " + epsilon + ")";
        }

        String names() {
            return under.stream().map(Under::attack).collect(Collectors.joining("+"));
        }
    }

    /**
     * Average certified radius: the mean over images of radius · 1[correct], abstentions counting 0; in pixels of [0,1]
     * (Zhai et al. 2020, "MACER").
     */
    record Acr(String sigma) implements Measure {
        @Override
        public OptionalDouble of(Completed cell) {
            return certified(cell, sigma)
                    .map(c -> {
                        double sum = 0;
                        for (int i = 0; i < c.radius().length; i++) {
                            sum += c.correct()[i] ? c.radius()[i] : 0;
                        }
                        return OptionalDouble.of(sum / c.radius().length);
                    })
                    .orElse(OptionalDouble.empty());
        }

        @Override
        public String id() {
            return "average_certified_radius";
        }
    }

    /** Share of images that are right with a certified radius of at least this, in [0,1] (Cohen et al. 2019). */
    record CertifiedAt(String sigma, double radius) implements Measure {
        @Override
        public OptionalDouble of(Completed cell) {
            return certified(cell, sigma)
                    .map(c -> {
                        int count = 0;
                        for (int i = 0; i < c.radius().length; i++) {
                            count += c.correct()[i] && c.radius()[i] >= radius ? 1 : 0;
                        }
                        return OptionalDouble.of((double) count / c.radius().length);
                    })
                    .orElse(OptionalDouble.empty());
        }

        @Override
        public String id() {
            return "certified_accuracy";
        }
    }

    static Optional<Certified> certified(Completed cell, String sigma) {
        return cell.certified().stream().filter(c -> c.sigma().equals(sigma)).findFirst();
    }

    private static double share(boolean[] correct) {
        int count = 0;
        for (boolean c : correct) {
            count += c ? 1 : 0;
        }
        return (double) count / correct.length;
    }
}
