package io.robusttransfer.worker.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

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

    /** Images right or wrong, in ascending order of image, so that the order they were measured in tells nothing. */
    final class Correct {
        private final int[] images;
        private final boolean[] correct;

        /**
         * @param images indices into the domain's test images, each once, in any order
         * @param correct as many
         */
        public Correct(int[] images, boolean[] correct) {
            sameLength(images.length, correct.length);
            int[] order = ascending(images);
            this.images = Arrays.stream(order).map(i -> images[i]).toArray();
            this.correct = new boolean[order.length];
            for (int i = 0; i < order.length; i++) {
                this.correct[i] = correct[order[i]];
            }
        }

        int[] images() {
            return images;
        }

        boolean[] correct() {
            return correct;
        }
    }

    /** @param correct whether the image is still right at the worst point the attack found */
    record Attacked(String attack, String epsilon, Correct correct) {}

    /** One sigma's certificates, in ascending order of image. */
    final class Certified {
        private final String sigma;
        private final Correct correct;
        private final double[] radius;

        /**
         * @param correct whether the smoothed class is the label; false where it abstained
         * @param radius certified L2 radius in pixels of [0,1], as many; NaN where it abstained
         */
        public Certified(String sigma, int[] images, boolean[] correct, double[] radius) {
            sameLength(images.length, radius.length);
            this.sigma = sigma;
            this.correct = new Correct(images, correct);
            this.radius =
                    Arrays.stream(ascending(images)).mapToDouble(i -> radius[i]).toArray();
            for (int i = 0; i < radius.length; i++) {
                if (correct[i] && !(radius[i] >= 0 && radius[i] < Double.POSITIVE_INFINITY)) {
                    throw new IllegalArgumentException("image " + images[i] + " is certified with radius " + radius[i]
                            + "; expected a finite one, or not correct where it abstained");
                }
            }
        }

        String sigma() {
            return sigma;
        }

        int[] images() {
            return correct.images();
        }

        boolean[] correct() {
            return correct.correct();
        }

        double[] radius() {
            return radius;
        }
    }

    private static int[] ascending(int[] images) {
        var order = IntStream.range(0, images.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> images[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 1; i < order.length; i++) {
            if (images[order[i]] == images[order[i - 1]]) {
                throw new IllegalArgumentException("image " + images[order[i]] + " was measured twice in one cell");
            }
        }
        return order;
    }

    private static void sameLength(int images, int outcomes) {
        if (images != outcomes || images == 0) {
            throw new IllegalArgumentException(
                    outcomes + " outcomes for " + images + " images; expected one per image, and at least one");
        }
    }
}
