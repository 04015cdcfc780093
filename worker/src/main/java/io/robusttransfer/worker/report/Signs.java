package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Outcome.Completed;
import io.robusttransfer.worker.report.Quantity.Under;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Signs that a robust accuracy is too good: an attack that fails for another reason than robustness (Athalye, Carlini and Wagner,
 * "Obfuscated gradients give a false sense of security", ICML 2018; Carlini et al., "On evaluating adversarial robustness", 2019).
 * They are shown beside the numbers, and hide none.
 */
final class Signs {
    /** Of images: less is what chance and rounding do. */
    private static final double BELOW_WHITE_BOX = .01;

    /** One or two that random starts happened to miss say nothing. */
    private static final int FEWEST_IMAGES = 3;

    private static final double BELOW_PGD = .05;
    private static final double ZERO_GRADIENTS = .01;

    private final Results results;

    Signs(Results results) {
        this.results = results;
    }

    /**
     * One sign.
     *
     * @param id for programs
     * @param words what it says of these cells, and what to do
     * @param cells where it was seen, at least one
     */
    record Sign(String id, String words, List<Seen> cells) {}

    /**
     * One cell.
     *
     * @param place where that is, for people
     * @param figures what was seen, for people
     */
    record Seen(Scheme scheme, Where where, String place, long seed, String figures) {
        @Override
        public String toString() {
            return scheme.name() + " on " + place + ", seed " + seed + ": " + figures;
        }
    }

    List<Sign> all() {
        List<Sign> all = new ArrayList<>();
        sign(
                        "right-at-one-half",
                        "PGD-20 in a ball of 1/2, which holds a grey image for every image, should leave no more right than guessing"
                                + " does. The attack cannot climb: do not trust the robust accuracies of these cells.",
                        (cell, where) -> cell.of(Series.UNBOUNDED)
                                .filter(images -> share(images)
                                        > Retention.floor(results.experiment().classes(where), images.count()))
                                .map(images -> percent(share(images)) + " right"))
                .ifPresent(all::add);
        sign(
                        "zero-gradients",
                        "Some images have no gradient at all, so that attacks by gradients cannot begin: add square to"
                                + " spec.study.evaluation.attacks, which needs none.",
                        (cell, where) -> cell.of(Series.GRADIENTS)
                                .filter(images -> clear(1 - share(images), ZERO_GRADIENTS, images))
                                .map(images -> percent(1 - share(images)) + " without"))
                .ifPresent(all::add);
        for (List<Under> ball : results.experiment().attacksByBall()) {
            squareBelowWhiteBox(ball).ifPresent(all::add);
            autoAttackBelowPgd(ball).ifPresent(all::add);
        }
        return all;
    }

    private Optional<Sign> squareBelowWhiteBox(List<Under> ball) {
        List<Under> square =
                ball.stream().filter(each -> each.kind().equals("square")).toList();
        List<Under> white = ball.stream().filter(Under::followsGradientsAlone).toList();
        return below(
                "square-below-white-box",
                "Square, which sees no gradient, breaks more images than the attacks that do: their gradients are masked, or they stop too"
                        + " early (more restarts may tell), and the true robust accuracy is lower still.",
                square,
                white,
                BELOW_WHITE_BOX);
    }

    private Optional<Sign> autoAttackBelowPgd(List<Under> ball) {
        return below(
                "autoattack-below-pgd",
                "AutoAttack leaves much less right than PGD: PGD alone overrates these models, quote AutoAttack.",
                ball.stream().filter(each -> each.kind().equals("autoAttack")).toList(),
                ball.stream().filter(each -> each.kind().equals("pgd")).toList(),
                BELOW_PGD);
    }

    /** Where these attacks leave less right than those, by more than the margin, on the images that both saw. */
    private Optional<Sign> below(String id, String words, List<Under> these, List<Under> those, double margin) {
        if (these.isEmpty() || those.isEmpty()) {
            return Optional.empty();
        }
        String at = these.get(0).attack() + " at " + these.get(0).epsilon();
        return sign(id, words, (cell, where) -> {
            Optional<PerImage> one = worst(cell, these);
            Optional<PerImage> other = worst(cell, those);
            if (one.isEmpty() || other.isEmpty()) {
                return Optional.empty();
            }
            PerImage common = one.get().on(other.get(), id);
            double left = share(common);
            double leftByOthers = share(other.get().on(one.get(), id));
            return clear(leftByOthers - left, margin, common)
                    ? Optional.of(at + " leaves " + percent(left) + ", "
                            + String.join("+", those.stream().map(Under::attack).toList()) + " "
                            + percent(leftByOthers))
                    : Optional.empty();
        });
    }

    private Optional<Sign> sign(String id, String words, BiFunction<Completed, Where, Optional<String>> figures) {
        List<Seen> seen = new ArrayList<>();
        for (Scheme scheme : results.experiment().schemes()) {
            for (Where where : results.experiment().places()) {
                for (Long seed : results.experiment().seeds()) {
                    if (results.outcome(scheme, where, seed) instanceof Completed cell) {
                        figures.apply(cell, where)
                                .ifPresent(text -> seen.add(new Seen(scheme, where, place(where), seed, text)));
                    }
                }
            }
        }
        return seen.isEmpty() ? Optional.empty() : Optional.of(new Sign(id, words, seen));
    }

    private String place(Where where) {
        return where.equals(Where.SOURCE) ? "source" : results.experiment().title(where);
    }

    private static Optional<PerImage> worst(Completed cell, List<Under> attacks) {
        return attacks.stream()
                .map(each -> cell.of(each.series()))
                .flatMap(Optional::stream)
                .reduce((one, other) -> one.and(other, "attacks in one ball"));
    }

    /** Above a share of the images, and not by one or two of them. */
    private static boolean clear(double share, double limit, PerImage images) {
        return share > limit && Math.round(share * images.count()) >= FEWEST_IMAGES;
    }

    private static double share(PerImage images) {
        return new Average.ShareRight().of(images);
    }

    private static String percent(double share) {
        return Text.accuracy(share);
    }
}
