package io.robusttransfer.worker.report;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * A mean with its 95 % interval; low and high are NaN where there is none.
 *
 * @param n what was averaged: seeds, or images
 */
public record Estimate(double mean, double low, double high, int n) {

    static final double LEVEL = 0.95;

    /**
     * Student's interval, mean ± t(n−1; 0.975) · s / √n with s² = Σ(x − mean)² / (n − 1); no interval from one value.
     * The values are sorted first, so that their order changes no bit.
     */
    public static Estimate overSeeds(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a mean of no values");
        }
        double[] x = values.clone();
        Arrays.sort(x);
        int n = x.length;
        double mean = Arrays.stream(x).sum() / n;
        if (n == 1) {
            return new Estimate(mean, Double.NaN, Double.NaN, 1);
        }
        double squares = 0;
        for (double v : x) {
            squares += (v - mean) * (v - mean);
        }
        double t = new TDistribution(n - 1).inverseCumulativeProbability(1 - (1 - LEVEL) / 2);
        double half = x[0] == x[n - 1] ? 0 : t * Math.sqrt(squares / (n - 1) / n);
        return new Estimate(mean, mean - half, mean + half, n);
    }

    public boolean hasInterval() {
        return !Double.isNaN(low);
    }

    double half() {
        return (high - low) / 2;
    }
}
