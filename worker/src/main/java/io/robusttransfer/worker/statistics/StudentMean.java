package io.robusttransfer.worker.statistics;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The mean of independent values, by Student's t.
 *
 * @param error its standard error
 * @param df degrees of freedom, one less than there are values
 */
public record StudentMean(double mean, double error, int df) {

    /**
     * s / √n with s² = Σ(x − mean)² / (n − 1). The values are sorted first, so that their order changes no bit.
     *
     * @param values two at least
     * @param leastDeviation what s is not below, since values are no finer than that; 0 for none
     */
    public static StudentMean of(double[] values, double leastDeviation) {
        if (values.length < 2 || !Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "the mean of " + Arrays.toString(values) + " by Student's t; expected two finite numbers at least");
        }
        double[] x = values.clone();
        Arrays.sort(x);
        int n = x.length;
        double mean = Arrays.stream(x).sum() / n;
        double squares = 0;
        for (double v : x) {
            squares += (v - mean) * (v - mean);
        }
        // equal values may differ from their mean by its rounding
        double deviation = x[0] == x[n - 1] ? 0 : Math.sqrt(squares / (n - 1));
        return new StudentMean(mean, Math.max(deviation, leastDeviation) / Math.sqrt(n), n - 1);
    }

    /** Half of the two-sided interval of this confidence, in (0,1). */
    public double half(double level) {
        return error == 0 ? 0 : new TDistribution(df).inverseCumulativeProbability((1 + level) / 2) * error;
    }

    /** Two-sided, that the true mean is 0. */
    public double p() {
        if (error == 0) {
            return mean == 0 ? 1 : 0;
        }
        return 2 * new TDistribution(df).cumulativeProbability(-Math.abs(mean) / error);
    }
}
