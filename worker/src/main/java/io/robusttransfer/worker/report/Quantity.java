package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Outcome.Completed;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A number that a completed cell has.
 *
 * @param at as the CSV and JSON name it
 * @param title of a column of it
 * @param words what it is under, as in "pgd20 (Linf, eps 8/255)"; "" for nothing
 * @param unit of the number
 * @param better which way
 * @param series the outcomes that it is made of, an image counting as right where it is in all; none for a number of the cell
 * @param average how they become one number
 */
public record Quantity(
        Coordinates at, String title, String words, Unit unit, Better better, List<Series> series, Average average) {

    private static final String SCORED = "the target's training images";

    /** What a number counts in, in the words of a person. */
    public record Unit(String words) {
        /** Of images, in [0,1]. */
        public static final Unit SHARE = new Unit("share of images");

        /** L2 length in pixels of [0,1]. */
        public static final Unit RADIUS = new Unit("pixels");

        /** In [0,1], of an image. */
        static final Unit PROBABILITY = new Unit("probability");

        static final Unit DRAWS = new Unit("draws");

        /** How far two different images are apart there, in the median. */
        static final Unit DISTANCES = new Unit("median distances of two images");
    }

    /** Which of two numbers is the better one. */
    public enum Better {
        HIGHER,
        LOWER;

        /** As results spell it. */
        String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean than(double one, double other) {
            return this == HIGHER ? one > other : one < other;
        }
    }

    /**
     * One attack at one of its epsilons.
     *
     * @param kind as in {@link Experiment.Attack}
     * @param images alike
     */
    public record Under(String attack, String epsilon, String kind, Integer images) {
        Series series() {
            return Series.attack(attack, epsilon);
        }

        boolean followsGradientsAlone() {
            return kind.equals("pgd") || kind.equals("fgsm");
        }
    }

    /** Of the probabilities of a cell's images. */
    enum Quartile {
        LOWER("lower quartile", .25),
        MEDIAN("median", .5),
        UPPER("upper quartile", .75);

        private final String words;
        private final double share;

        Quartile(String words, double share) {
            this.words = words;
            this.share = share;
        }

        static Stream<Quartile> all() {
            return Stream.of(values());
        }
    }

    public Quantity {
        series = List.copyOf(series);
    }

    public static Quantity clean() {
        return shareRight(new Coordinates("clean_accuracy", "", "", "", "", ""), "clean", Series.CLEAN);
    }

    private static Quantity shareRight(Coordinates at, String title, Series images) {
        return new Quantity(at, title, "", Unit.SHARE, Better.HIGHER, List.of(images), new Average.ShareRight());
    }

    /** The share of images that stay right under each of these attacks: the pointwise worst case. */
    public static Quantity robust(String norm, String epsilon, List<Under> under) {
        String names = under.stream().map(Under::attack).collect(Collectors.joining("+"));
        String first = under.stream()
                .map(Under::images)
                .filter(Objects::nonNull)
                .min(Integer::compare)
                .map(images -> ", first " + images + " images")
                .orElse("");
        String words =
                (under.size() > 1 ? "the worst of " : "") + names + " (" + norm + ", eps " + epsilon + first + ")";
        return new Quantity(
                new Coordinates("robust_accuracy", names, norm, epsilon, "", ""),
                "robust: " + words,
                words,
                Unit.SHARE,
                Better.HIGHER,
                under.stream().map(Under::series).toList(),
                new Average.ShareRight());
    }

    /** The mean of robust accuracy over all sizes of an attack up to the largest: {@link EpsilonCurve}. */
    static Quantity expectedRobustness(Experiment.Attack attack) {
        String largest = attack.epsilons().get(attack.epsilons().size() - 1);
        String words = attack.name() + " (" + attack.norm() + ", eps 0 to " + largest
                + (attack.images() == null ? "" : ", first " + attack.images() + " images") + ")";
        return new Quantity(
                new Coordinates("expected_robustness", attack.name(), attack.norm(), largest, "", ""),
                "expected robustness: " + words,
                words,
                Unit.SHARE,
                Better.HIGHER,
                List.of(Series.curve(attack.name())),
                new Average.Mean());
    }

    /** The mean certified radius, abstentions and mistakes counting 0. */
    public static Quantity averageCertifiedRadius(String sigma) {
        return new Quantity(
                new Coordinates("average_certified_radius", "", "L2", "", sigma, ""),
                "ACR: σ = " + sigma,
                "smoothing, σ = " + sigma,
                Unit.RADIUS,
                Better.HIGHER,
                List.of(Series.smoothing(sigma)),
                new Average.MeanWhereRight());
    }

    /** The share of images that are right with a certified radius of at least this. */
    public static Quantity certifiedAccuracy(String sigma, double radius) {
        return new Quantity(
                new Coordinates("certified_accuracy", "", "L2", "", sigma, Double.toString(radius)),
                "certified: σ = " + sigma + ", r = " + radius,
                "smoothing, σ = " + sigma + ", r = " + radius,
                Unit.SHARE,
                Better.HIGHER,
                List.of(Series.smoothing(sigma)),
                new Average.ShareRightFrom(radius));
    }

    /** The mean radius that f's Lipschitz bound certifies, mistakes counting 0. */
    public static Quantity lipschitzRadius() {
        return new Quantity(
                new Coordinates("lipschitz_average_radius", "", "L2", "", "", ""),
                "ACR: Lipschitz",
                "the Lipschitz bound",
                Unit.RADIUS,
                Better.HIGHER,
                List.of(Series.LIPSCHITZ),
                new Average.MeanWhereRight());
    }

    /**
     * The share of images that are right with a radius of at least this by f's Lipschitz bound.
     *
     * @param written as a person writes the radius
     */
    public static Quantity lipschitzAccuracy(String written, double radius) {
        return new Quantity(
                new Coordinates("lipschitz_certified_accuracy", "", "L2", "", "", Double.toString(radius)),
                "certified: Lipschitz, r = " + written,
                "the Lipschitz bound, r = " + written,
                Unit.SHARE,
                Better.HIGHER,
                List.of(Series.LIPSCHITZ),
                new Average.ShareRightFrom(radius));
    }

    /**
     * One number of the whole cell.
     *
     * @param id as results name it
     */
    public static Quantity number(String id, String title, Unit unit, Better better) {
        return number(new Coordinates(id, "", "", "", "", ""), title, unit, better);
    }

    private static Quantity number(Coordinates at, String title, Unit unit, Better better) {
        // nothing is averaged: there are no images
        return new Quantity(at, title, "", unit, better, List.of(), new Average.ShareRight());
    }

    /** Of the images that shifts change the share that is right as they are. No set can be given this name. */
    static Quantity unshifted() {
        return shareRight(shift("as_they_are", ""), "as they are", Series.UNCHANGED);
    }

    /** The share of images that are right after a change of one severity. */
    public static Quantity shifted(String shift, int severity) {
        String words = shift.replace('_', ' ') + ", severity " + severity;
        return number(shift(shift, Integer.toString(severity)), words, Unit.SHARE, Better.HIGHER);
    }

    /** The mean of these over severities. */
    public static Quantity shifted(String shift) {
        return number(shift(shift, ""), "under " + shift.replace('_', ' '), Unit.SHARE, Better.HIGHER);
    }

    private static Coordinates shift(String shift, String severity) {
        return new Coordinates("accuracy_under_shift", "", "", "", "", "", shift, severity);
    }

    /**
     * A score of a source model for a target, alike.
     *
     * @param id as results name it
     */
    public static Quantity score(String id, String title, Unit unit, Better better) {
        return new Quantity(
                new Coordinates(id, "", "", "", "", ""),
                title,
                SCORED,
                unit,
                better,
                List.of(),
                new Average.ShareRight());
    }

    boolean isScore() {
        return words.equals(SCORED);
    }

    /**
     * How far an output moves, or what is still right, where an attack moves one as far as it can.
     *
     * @param goal what it moves: features, logits or label
     * @param reading what is read there, alike
     */
    public static Quantity representation(String goal, String reading, String norm, String epsilon) {
        boolean accuracy = reading.equals("label");
        String id = accuracy ? "accuracy_under_representation_attack" : reading + "_change";
        String words = "PGD on the " + goal + " (" + norm + ", eps " + epsilon + ")";
        return new Quantity(
                new Coordinates(id, goal, norm, epsilon, "", ""),
                (accuracy ? "right" : reading + " moved") + ": " + words,
                words,
                accuracy ? Unit.SHARE : Unit.DISTANCES,
                accuracy ? Better.HIGHER : Better.LOWER,
                List.of(Series.representation(goal, reading, epsilon)),
                accuracy ? new Average.ShareRight() : new Average.MedianValue());
    }

    /** A mean over seeds in as many digits as its unit wants. */
    String shown(double value) {
        if (unit.equals(Unit.DRAWS)) {
            return Text.whole(value);
        }
        boolean threeDecimals =
                List.of(Unit.SHARE, Unit.RADIUS, Unit.PROBABILITY).contains(unit);
        return threeDecimals ? Text.accuracy(value) : Text.number(value);
    }

    /** The title of a column, with the unit where it is no share. */
    String heading() {
        return unit.equals(Unit.SHARE) ? title : title + " (" + unit.words() + ")";
    }

    /** The share of images that are right and certified at a radius that was asked for. */
    static Quantity anytimeAccuracy(String sigma, String radius) {
        return new Quantity(
                anytime("anytime_certified_accuracy", sigma, radius),
                "certified: σ = " + sigma + ", r = " + radius + ", anytime",
                "anytime smoothing, σ = " + sigma + ", r = " + radius,
                Unit.SHARE,
                Better.HIGHER,
                List.of(Series.anytime(sigma, radius)),
                new Average.ShareRight());
    }

    /** The share of images that count as not certified since all draws did not tell. */
    static Quantity undecided(String sigma, String radius) {
        return new Quantity(
                anytime("anytime_undecided", sigma, radius),
                "undecided: σ = " + sigma + ", r = " + radius,
                "anytime smoothing, σ = " + sigma + ", r = " + radius,
                Unit.SHARE,
                Better.LOWER,
                List.of(Series.anytime(sigma, radius)),
                new Average.ShareWithoutValue());
    }

    /** Draws of an image until all radii were decided, those that select among them. */
    static Quantity draws(String sigma) {
        return new Quantity(
                new Coordinates("anytime_draws", "", "L2", "", sigma, ""),
                "draws: σ = " + sigma,
                "anytime smoothing, σ = " + sigma,
                Unit.DRAWS,
                Better.LOWER,
                List.of(Series.draws(sigma)),
                new Average.MeanWhereRight());
    }

    private static Coordinates anytime(String id, String sigma, String radius) {
        return new Coordinates(
                id,
                "",
                "L2",
                "",
                sigma,
                Double.toString(Experiment.exact(radius).doubleValue()));
    }

    /**
     * A quartile over images of the lower bound of the right class's probability under noise; 0.5 stands for one half or less, and for
     * images that are wrong or abstained.
     */
    static Quantity probability(String sigma, Quartile quartile) {
        return new Quantity(
                new Coordinates("p_a_" + quartile.words.replace(' ', '_'), "", "L2", "", sigma, ""),
                "p_A " + quartile.words + ": σ = " + sigma,
                "smoothing, σ = " + sigma,
                Unit.PROBABILITY,
                Better.HIGHER,
                List.of(Series.smoothing(sigma)),
                new Average.ProbabilityQuantile(
                        quartile.share, Experiment.exact(sigma).doubleValue()));
    }

    /** As the CSV and JSON name it. */
    public String id() {
        return at.measure();
    }

    /** Whether it is an accuracy where an attack moved the images. */
    boolean underAttack() {
        return !at.attack().isEmpty() && unit.equals(Unit.SHARE);
    }

    /** Empty when the cell was evaluated without it. */
    OptionalDouble of(Completed cell) {
        if (series.isEmpty()) {
            Double number = cell.numbers().get(at.number());
            return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
        }
        return perImage(cell)
                .map(average::of)
                .filter(value -> !value.isNaN())
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }

    /** Of every image; empty when the cell was evaluated without one of the series. */
    Optional<PerImage> perImage(Completed cell) {
        if (series.isEmpty() || !cell.series().keySet().containsAll(series)) {
            return Optional.empty();
        }
        return series.stream()
                .map(each -> cell.of(each).orElseThrow())
                .reduce((one, other) ->
                        one.and(other, "attacks at " + at.norm() + " " + at.epsilon() + ": " + at.attack()));
    }

    /** The same on the images that the other has, too; empty when the cell was evaluated without it. */
    OptionalDouble onImagesOf(Quantity other, Completed cell) {
        Optional<PerImage> images = perImage(cell);
        Optional<PerImage> others = other.perImage(cell);
        return images.isPresent() && others.isPresent()
                ? OptionalDouble.of(average.of(images.get().on(others.get(), title + " and " + other.title())))
                : OptionalDouble.empty();
    }

    /** The number of a cell that has how many images of a given set were judged. */
    static String imagesUnder(String shift) {
        return "images_under_shift/" + shift;
    }

    /** How many images it is a number of; 0 where there are none. */
    int images(Completed cell) {
        Double given = cell.numbers().get(imagesUnder(at.shift()));
        if (given != null) {
            return given.intValue();
        }
        return (underShift() ? unshifted() : this)
                .perImage(cell)
                .map(PerImage::count)
                .orElse(0);
    }

    private boolean underShift() {
        return !at.shift().isEmpty() || id().equals(CorruptionErrors.MEAN);
    }
}
