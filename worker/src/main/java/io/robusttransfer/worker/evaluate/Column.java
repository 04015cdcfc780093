package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Measure;

/**
 * A column of outcomes: one head, judged by one measure.
 *
 * @param head its stage's key
 * @param measure its key
 */
public record Column(String head, String measure) {
    public static Column of(String head, Measure measure) {
        return new Column(head, measure.key());
    }

    /** Whether images are certified at one of the radii. */
    public static Column at(String head, Measure.Anytime anytime, Fraction radius) {
        return new Column(head, anytime.key() + ".r" + radius);
    }

    /** What the smoothed classifier predicts from the same votes as its certificates. */
    public static Column predictions(String head, Measure.Draws draws) {
        return new Column(head, draws.key() + ".predict");
    }

    /** The predictions of images as they are. */
    static Column clean(String head) {
        return of(head, new Measure.Clean());
    }

    /** Which images have a gradient to attack by. */
    public static Column gradients(String head, Measure.Unbounded check) {
        return new Column(head, check.key() + ".gradients");
    }

    /** How far features moved. */
    public static Column features(String head, Measure.Representation attack) {
        return new Column(head, attack.key() + ".features");
    }

    /** How far centred logits moved. */
    public static Column logits(String head, Measure.Representation attack) {
        return new Column(head, attack.key() + ".logits");
    }
}
