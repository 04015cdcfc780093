package io.robusttransfer.worker.statistics;

import io.robusttransfer.worker.random.Stream;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Two-sided p of a correlation: how often one as strong comes out where b is in a random order, the order that was seen among them, so
 * that p is never 0 (Phipson and Smyth 2010). The same numbers give the same p.
 *
 * @param orders how many are drawn
 */
public record Permutations(int orders) {
    /** Values that differ by rounding are as strong. */
    private static final double ROUNDING = 1e-12;

    /** @return from 1/(orders + 1) to 1; NaN where there is no correlation */
    public double p(Correlation correlation, double[] a, double[] b) {
        double seen = Math.abs(correlation.of(a, b));
        if (Double.isNaN(seen)) {
            return Double.NaN;
        }
        Stream stream = Stream.of("permutations");
        long asStrong = IntStream.range(0, orders)
                .mapToObj(i -> Arrays.stream(stream.permutation(b.length))
                        .mapToDouble(place -> b[place])
                        .toArray())
                .filter(order -> Math.abs(correlation.of(a, order)) >= seen - ROUNDING)
                .count();
        return (asStrong + 1.) / (orders + 1);
    }
}
