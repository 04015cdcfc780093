package io.robusttransfer.worker.report;

import io.robusttransfer.worker.statistics.StudentMean;

/**
 * A mean with its 95 % interval; low and high are NaN where there is none.
 *
 * @param n what was averaged: seeds, or images
 */
public record Estimate(double mean, double low, double high, int n) {

    static final double LEVEL = 0.95;

    /** Student's interval, mean ± t(n−1; 0.975) · s / √n; no interval from one value. */
    public static Estimate overSeeds(double... values) {
        return overSeeds(values, 0);
    }

    /**
     * The same of accuracies on so many images, or of their differences: s is at least half an image, since on that grid values may be
     * alike that are not the same.
     */
    static Estimate overSeedsOn(int images, double... values) {
        return overSeeds(values, images == 0 ? 0 : 0.5 / images);
    }

    private static Estimate overSeeds(double[] values, double leastDeviation) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a mean of no values");
        }
        if (values.length == 1) {
            return new Estimate(values[0], Double.NaN, Double.NaN, 1);
        }
        StudentMean mean = StudentMean.of(values, leastDeviation);
        double half = mean.half(LEVEL);
        return new Estimate(mean.mean(), mean.mean() - half, mean.mean() + half, values.length);
    }

    public boolean hasInterval() {
        return !Double.isNaN(low);
    }

    double half() {
        return (high - low) / 2;
    }
}
