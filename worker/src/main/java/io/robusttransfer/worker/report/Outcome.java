package io.robusttransfer.worker.report;

import java.util.List;

/** What became of a cell; every kind of it is shown. */
public sealed interface Outcome {

    record Completed(Correct clean, List<Attacked> attacked, List<Certified> certified) implements Outcome {
        public Completed {
            attacked = List.copyOf(attacked);
            certified = List.copyOf(certified);
        }
    }

    /** @param stage which training it was, in words: "source training", "target retraining" */
    record Diverged(String stage, long step) implements Outcome {}

    record Missing(String why) implements Outcome {}

    /**
     * @param images indices into the domain's test images
     * @param correct as many
     */
    record Correct(int[] images, boolean[] correct) {
        public Correct {
            sameLength(images.length, correct.length);
        }
    }

    /** @param correct whether the image is still right at the worst point the attack found */
    record Attacked(String attack, String epsilon, Correct correct) {}

    /**
     * @param correct whether the smoothed class is the label; false where it abstained
     * @param radius certified L2 radius in pixels of [0,1], as many; NaN where it abstained
     */
    record Certified(String sigma, int[] images, boolean[] correct, double[] radius) {
        public Certified {
            sameLength(images.length, correct.length);
            sameLength(images.length, radius.length);
            for (int i = 0; i < radius.length; i++) {
                if (correct[i] && !(radius[i] >= 0 && radius[i] < Double.POSITIVE_INFINITY)) {
                    throw new IllegalArgumentException("image " + images[i] + " is certified with radius " + radius[i]
                            + "; expected a finite one, or not correct where it abstained");
                }
            }
        }
    }

    private static void sameLength(int images, int outcomes) {
        if (images != outcomes || images == 0) {
            throw new IllegalArgumentException(
                    outcomes + " outcomes for " + images + " images; expected one per image, and at least one");
        }
    }
}
