package io.robusttransfer.worker.report;

import io.robusttransfer.worker.random.Stream;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.stat.descriptive.rank.Percentile;

/**
 * How far a difference in accuracy would move with other images and the same models: percentile bootstrap over images, in
 * pairs (Efron and Tibshirani 1993, ch. 13).
 *
 * @param resamples how many sets of images are drawn
 */
record Bootstrap(int resamples) {
    static final int RESAMPLES = 10_000;

    Bootstrap() {
        this(RESAMPLES);
    }

    /**
     * Two models on the same images.
     *
     * @param robust right or wrong per image, in the images' order
     * @param baseline the same images, another model
     */
    record Pair(boolean[] robust, boolean[] baseline) {
        Pair {
            if (robust.length != baseline.length || robust.length == 0) {
                throw new IllegalArgumentException("a pair of " + robust.length + " and " + baseline.length
                        + " images; expected the same, at least one");
            }
        }
    }

    /**
     * Each image has one value, the mean over pairs (seeds) of robust − baseline, in [−1,1]; images are drawn with
     * replacement; the interval is the 2.5th to 97.5th percentile of the resampled means (linear between
     * order statistics, R type 7). Sorted first, so that the order of images and seeds changes no bit.
     */
    Estimate paired(List<Pair> seeds) {
        int images = seeds.get(0).robust().length;
        int[] sums = new int[images];
        for (Pair pair : seeds) {
            if (pair.robust().length != images) {
                throw new IllegalArgumentException("seeds with " + images + " and " + pair.robust().length + " images");
            }
            for (int i = 0; i < images; i++) {
                sums[i] += (pair.robust()[i] ? 1 : 0) - (pair.baseline()[i] ? 1 : 0);
            }
        }
        Arrays.sort(sums);
        double scale = 1.0 / ((double) images * seeds.size());
        // keyed by nothing else: the same outcomes give the same interval in any experiment
        Stream rng = Stream.of("bootstrap over images");
        double[] means = new double[resamples];
        for (int r = 0; r < resamples; r++) {
            long sum = 0;
            for (int i = 0; i < images; i++) {
                sum += sums[rng.below(images)];
            }
            means[r] = sum * scale;
        }
        Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
        percentile.setData(means);
        double tail = 100 * (1 - Estimate.LEVEL) / 2;
        return new Estimate(
                Arrays.stream(sums).asLongStream().sum() * scale,
                percentile.evaluate(tail),
                percentile.evaluate(100 - tail),
                images);
    }
}
