package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.robusttransfer.crds.json.CanonicalJson;
import java.util.List;
import java.util.Locale;

/** One measure of one model, in the smallest piece that is computed and kept by itself: one epsilon, one sigma. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "measure")
@JsonSubTypes({
    @JsonSubTypes.Type(Measure.Clean.class),
    @JsonSubTypes.Type(Measure.Fgsm.class),
    @JsonSubTypes.Type(Measure.Pgd.class),
    @JsonSubTypes.Type(Measure.Square.class),
    @JsonSubTypes.Type(Measure.AutoAttack.class),
    @JsonSubTypes.Type(Measure.Unbounded.class),
    @JsonSubTypes.Type(Measure.Representation.class),
    @JsonSubTypes.Type(Measure.Draws.class),
    @JsonSubTypes.Type(Measure.Anytime.class),
    @JsonSubTypes.Type(Measure.Lipschitz.class),
    @JsonSubTypes.Type(Measure.Shift.class),
    @JsonSubTypes.Type(Measure.GivenShift.class),
    @JsonSubTypes.Type(Measure.Transferability.class)
})
public sealed interface Measure {
    /** The algorithm whose revision the result depends on. */
    @JsonIgnore
    default String algorithm() {
        return "measure/" + getClass().getAnnotation(JsonTypeName.class).value();
    }

    /** Names this measure in results. */
    @JsonIgnore
    default String key() {
        return CanonicalJson.key(this);
    }

    /** Keys its random numbers, which neither epsilon nor sigma nor the number of draws or restarts changes. */
    @JsonIgnore
    String stream();

    /** How many of the evaluated images it looks at. */
    default int images(int evaluated) {
        return evaluated;
    }

    /** What an image costs for one head, in passes forward through f. */
    @JsonIgnore
    double passes();

    /** Whether heads on one f share those passes. */
    @JsonIgnore
    default boolean sharesPasses() {
        return false;
    }

    /** Numbers of the whole model that it gives. */
    @JsonIgnore
    default List<ModelNumber> numbers() {
        return List.of();
    }

    /** What its figure is, for people, such as "accuracy under PGD-20 at 0.05". */
    String words();

    /** A measure that may look at the first of the evaluated images alone. */
    sealed interface OfFirst extends Measure {
        /** The first so many of the evaluated images; null for all of them. */
        Integer images();

        @Override
        default int images(int evaluated) {
            return images() == null ? evaluated : Math.min(images(), evaluated);
        }

        /** As many as are evaluated are all of them, which has one key. */
        static Integer first(Integer images, int evaluated) {
            return images == null || images >= evaluated ? null : images;
        }
    }

    /** Accuracy at the worst point that an attack finds in a ball. */
    sealed interface InBall extends OfFirst {
        Norm norm();

        Fraction epsilon();

        /** The attack's name, for people. */
        String title();

        @Override
        default String words() {
            return "accuracy under " + title() + " at " + epsilon();
        }

        /** Whether the other is this attack in another ball of the same norm: what it breaks in the smaller, it breaks in the larger. */
        boolean sameAttack(InBall other);
    }

    /** Attacks leave its mistakes alone and count them: if its revision rises, so do theirs. */
    @JsonTypeName("clean")
    @Revision(1)
    record Clean() implements Measure {
        @Override
        public String stream() {
            return "clean";
        }

        @Override
        public double passes() {
            return 1;
        }

        @Override
        public boolean sharesPasses() {
            return true;
        }

        @Override
        public String words() {
            return "clean accuracy";
        }
    }

    @JsonTypeName("fgsm")
    @Revision(2)
    record Fgsm(Norm norm, Fraction epsilon, Integer images) implements InBall {
        @Override
        public String stream() {
            return "fgsm/" + norm;
        }

        @Override
        public double passes() {
            return InnerAttack.PASSES;
        }

        @Override
        public boolean sameAttack(InBall other) {
            return other instanceof Fgsm fgsm && norm == fgsm.norm;
        }

        @Override
        public String title() {
            return "FGSM";
        }
    }

    @JsonTypeName("pgd")
    @Revision(2)
    record Pgd(Norm norm, Fraction epsilon, int steps, Fraction stepSize, int restarts, Integer images)
            implements InBall {
        private static final double SAME = 1e-12;

        @Override
        public String stream() {
            return "pgd/" + norm;
        }

        @Override
        public double passes() {
            return InnerAttack.PASSES * steps * restarts;
        }

        @Override
        public boolean sameAttack(InBall other) {
            return other instanceof Pgd pgd
                    && norm == pgd.norm
                    && steps == pgd.steps
                    && restarts == pgd.restarts
                    && sameStep(pgd);
        }

        /** One length for every epsilon, or one share of epsilon: a manifest's attack has either. */
        private boolean sameStep(Pgd other) {
            return stepSize.equals(other.stepSize) || Math.abs(share() / other.share() - 1) < SAME;
        }

        private double share() {
            return stepSize.toDouble() / epsilon.toDouble();
        }

        @Override
        public String title() {
            return "PGD-" + steps;
        }
    }

    @JsonTypeName("square")
    @Revision(1)
    record Square(Norm norm, Fraction epsilon, int queries, Integer images) implements InBall {
        @Override
        public String stream() {
            return "square/" + norm;
        }

        @Override
        public double passes() {
            return queries;
        }

        @Override
        public boolean sameAttack(InBall other) {
            return other instanceof Square square && norm == square.norm && queries == square.queries;
        }

        @Override
        public String title() {
            return "Square";
        }
    }

    @JsonTypeName("autoAttack")
    @Revision(1)
    record AutoAttack(Norm norm, Fraction epsilon, Integer images) implements InBall {
        /** 100 steps against the label and nine classes, 100 steps and a look of FAB for each of nine, 5,000 queries. */
        private static final double PASSES = 1000 * InnerAttack.PASSES + 900 * (InnerAttack.PASSES + 1) + 5000;

        @Override
        public String stream() {
            return "autoAttack/" + norm;
        }

        @Override
        public double passes() {
            return PASSES;
        }

        @Override
        public boolean sameAttack(InBall other) {
            return other instanceof AutoAttack auto && norm == auto.norm;
        }

        @Override
        public String title() {
            return "AutoAttack";
        }
    }

    /**
     * A check of the attacks themselves: accuracy under PGD-20 in the Linf ball of 1/2, which holds a grey image for every image, so
     * that an attack that sees true gradients leaves no more right than guessing; and how many images have a gradient at all.
     */
    @JsonTypeName("unbounded")
    @Revision(1)
    record Unbounded() implements Measure {
        public static final Fraction EPSILON = new Fraction(1, 2);
        public static final int STEPS = 20;
        private static final int IMAGES = 100;

        @Override
        public String stream() {
            return "unbounded";
        }

        @Override
        public int images(int evaluated) {
            return Math.min(IMAGES, evaluated);
        }

        @Override
        public double passes() {
            return InnerAttack.PASSES * (STEPS + 1);
        }

        @Override
        public String words() {
            return "accuracy under PGD-" + STEPS + " at 1/2, where guessing should be left";
        }
    }

    /** Votes of f and h under Gaussian noise, from which certificates are made. All of them see the same noise of an image. */
    sealed interface Smoothed extends Measure {
        Fraction sigma();

        @Override
        default String stream() {
            return "smoothing";
        }

        @Override
        default boolean sharesPasses() {
            return true;
        }
    }

    /** What an attack moves as far as it can. */
    enum Goal {
        /** f(x), by its Euclidean length. */
        @JsonProperty("features")
        FEATURES,
        /** h(f(x)) less its mean over classes, alike. */
        @JsonProperty("logits")
        LOGITS,
        /** The odds against the label. */
        @JsonProperty("label")
        LABEL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How far features and logits move, and what is still right, where one of them is attacked. */
    @JsonTypeName("representation")
    @Revision(1)
    record Representation(
            Goal goal, Norm norm, Fraction epsilon, int steps, Fraction stepSize, int restarts, Integer images)
            implements OfFirst {
        @Override
        public String stream() {
            return "representation/" + goal + "/" + norm;
        }

        @Override
        public double passes() {
            return InnerAttack.PASSES * steps * restarts;
        }

        @Override
        public String words() {
            return "median change of features under an attack on the " + goal + " at " + epsilon;
        }
    }

    /** Class counts of f and h under Gaussian noise: {@code selectionSamples} votes, then {@code samples} fresh ones. */
    @JsonTypeName("smoothing")
    @Revision(1)
    record Draws(Fraction sigma, int samples, int selectionSamples, int images) implements Smoothed {
        @Override
        public int images(int evaluated) {
            return images;
        }

        @Override
        public double passes() {
            return samples + (double) selectionSamples;
        }

        @Override
        public String words() {
            return "accuracy certified at sigma and radius " + sigma;
        }
    }

    /**
     * Whether images are certified at these radii: {@code selectionSamples} votes, then fresh ones until all radii are decided, at
     * most {@code maxSamples}.
     */
    @JsonTypeName("anytime")
    @Revision(1)
    record Anytime(
            Fraction sigma, List<Fraction> radii, Fraction alpha, int maxSamples, int selectionSamples, int images)
            implements Smoothed {
        /** Of most images; a few take many more. */
        private static final int USUAL = 5000;

        public Anytime {
            radii = List.copyOf(radii);
        }

        @Override
        public int images(int evaluated) {
            return images;
        }

        @Override
        public double passes() {
            return Math.min(maxSamples, USUAL) + (double) selectionSamples;
        }

        @Override
        public String words() {
            return "accuracy certified at sigma " + sigma + " and radius " + radii.get(0);
        }
    }

    /** Certified L2 radii of f and a linear h, from an upper bound of f's Lipschitz constant; and that bound. */
    @JsonTypeName("lipschitz")
    @Revision(1)
    record Lipschitz() implements Measure {
        public static final ModelNumber BOUND =
                new ModelNumber("lipschitz_bound", "Lipschitz bound of f", "change of f per pixel", true);

        @Override
        public String stream() {
            return "lipschitz";
        }

        @Override
        public double passes() {
            return 1;
        }

        @Override
        public boolean sharesPasses() {
            return true;
        }

        @Override
        public List<ModelNumber> numbers() {
            return List.of(BOUND);
        }

        @Override
        public String words() {
            return "average certified radius by the Lipschitz bound";
        }
    }

    /** Accuracy on changed images: a number, so that 17 changes in five severities stay few. */
    sealed interface OnChanged extends OfFirst {
        /** The change, as results name it. */
        String shift();

        /** For people. */
        String title();

        int severity();

        @Override
        default double passes() {
            return 1;
        }

        @Override
        default boolean sharesPasses() {
            return true;
        }

        @Override
        default List<ModelNumber> numbers() {
            return List.of(new ModelNumber(
                    "accuracy_under_shift/" + shift() + "/" + severity(),
                    title() + ", severity " + severity(),
                    "share of images",
                    false));
        }
    }

    /** Accuracy on images as one change of one severity leaves them. */
    @JsonTypeName("shift")
    @Revision(1)
    record Shift(Corruption corruption, int severity, Integer images) implements OnChanged {
        @Override
        public String shift() {
            return corruption.id();
        }

        @Override
        public String title() {
            return corruption.words();
        }

        @Override
        public String stream() {
            return "shift/" + corruption.id() + "/" + severity;
        }

        @Override
        public String words() {
            return "accuracy under " + corruption.words() + " of severity " + severity;
        }
    }

    /**
     * Accuracy on one severity of a set of changed images that the manifest brings.
     *
     * @param name of the set
     * @param digest of all its images and labels
     * @param severities how many parts of equal size it has
     * @param severity which of them, from 1
     */
    @JsonTypeName("givenShift")
    @Revision(1)
    record GivenShift(String name, String digest, int severities, int severity, Integer images) implements OnChanged {
        @Override
        public String shift() {
            return name;
        }

        @Override
        public String title() {
            return name;
        }

        @Override
        public String stream() {
            return "givenShift/" + digest;
        }

        @Override
        public String words() {
            return "accuracy on " + name + (severities == 1 ? "" : " of severity " + severity);
        }
    }

    /** Scores of f, and of the source's own head on it, on the training images of a target: one number each, whatever head is judged. */
    @JsonTypeName("transferability")
    @Revision(2)
    record Transferability(List<TransferabilityScore> scores) implements Measure {
        public Transferability {
            scores = List.copyOf(scores);
        }

        @Override
        public String stream() {
            return "transferability";
        }

        /** Test images are not looked at. */
        @Override
        public int images(int evaluated) {
            return 0;
        }

        @Override
        public double passes() {
            return 1;
        }

        @Override
        public boolean sharesPasses() {
            return true;
        }

        @Override
        public List<ModelNumber> numbers() {
            return scores.stream().map(TransferabilityScore::number).toList();
        }

        @Override
        public String words() {
            return numbers().get(0).title() + " on the target's training images";
        }
    }
}
