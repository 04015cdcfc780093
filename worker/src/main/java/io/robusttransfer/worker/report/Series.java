package io.robusttransfer.worker.report;

/**
 * Which outcomes of images these are.
 *
 * @param measure such as "clean", "attack" or "smoothing"
 * @param name of the attack in the manifest, else ""
 * @param strength the attack's epsilon or the smoothing's sigma as a person writes it, else ""
 */
public record Series(String measure, String name, String strength) {
    public static final Series CLEAN = new Series("clean", "", "");

    /** In the ball of 1/2, where an attack that works leaves nothing right. */
    public static final Series UNBOUNDED = new Series("unbounded", "", "");

    /** Right: the image has a gradient. */
    public static final Series GRADIENTS = new Series("gradients", "", "");

    public static final Series LIPSCHITZ = new Series("lipschitz", "", "");

    public static Series attack(String name, String epsilon) {
        return new Series("attack", name, epsilon);
    }

    public static Series smoothing(String sigma) {
        return new Series("smoothing", "", sigma);
    }

    @Override
    public String toString() {
        return (name.isEmpty() ? measure : name) + (strength.isEmpty() ? "" : " " + strength);
    }
}
