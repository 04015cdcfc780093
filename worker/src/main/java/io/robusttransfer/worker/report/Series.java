package io.robusttransfer.worker.report;

/**
 * Which outcomes of images these are.
 *
 * @param measure such as "clean", "attack" or "smoothing"
 * @param name of the attack in the manifest, else ""
 * @param strength the attack's epsilon or the smoothing's sigma, with its radius where one was asked for, as a person writes them, else ""
 */
public record Series(String measure, String name, String strength) {
    public static final Series CLEAN = new Series("clean", "", "");

    static final String REPRESENTATION = "representation";

    /** In the ball of 1/2, where an attack that works leaves no more right than guessing. */
    public static final Series UNBOUNDED = new Series("unbounded", "", "");

    /** Right: the image has a gradient. */
    public static final Series GRADIENTS = new Series("gradients", "", "");

    /** The images that shifts change, as they are. */
    public static final Series UNCHANGED = new Series("unchanged", "", "");

    public static final Series LIPSCHITZ = new Series("lipschitz", "", "");

    public static Series attack(String name, String epsilon) {
        return new Series("attack", name, epsilon);
    }

    /** The area under robust accuracy against epsilon, for an attack of several epsilons. */
    public static Series curve(String attack) {
        return new Series("curve", attack, "");
    }

    /**
     * At the point where an attack moved one output as far as it could.
     *
     * @param goal what it moved: features, logits or label
     * @param reading what is read there: features, logits or label
     */
    public static Series representation(String goal, String reading, String epsilon) {
        return new Series(REPRESENTATION, goal + "/" + reading, epsilon);
    }

    public static Series smoothing(String sigma) {
        return new Series("smoothing", "", sigma);
    }

    /** Whether certified at this radius; values are the draws that it took, NaN where it stayed undecided. */
    public static Series anytime(String sigma, String radius) {
        return new Series("anytime", "", sigma + " at radius " + radius);
    }

    /** Values are the draws that an image took. */
    public static Series draws(String sigma) {
        return new Series("draws", "", sigma);
    }

    @Override
    public String toString() {
        return (name.isEmpty() ? measure : name) + (strength.isEmpty() ? "" : " " + strength);
    }
}
