package io.robusttransfer.worker.statistics;

import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.statistics.ClusterBootstrap.Cluster;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Two-sided p of a correlation: how often one as strong comes out where the b of whole clusters are in a random order, the order that
 * was seen among them, so that p is never 0 (Phipson and Smyth 2010). The same numbers give the same p.
 *
 * @param orders how many are drawn
 */
public record Permutations(int orders) {
    /** Values that differ by rounding are as strong. */
    private static final double ROUNDING = 1e-12;

    /**
     * How likely so strong a correlation is among clusters that have nothing to do with each other.
     *
     * @param clusters all with as many pairs
     * @return from 1/(orders + 1) to 1; NaN where there is no correlation
     */
    public double p(Correlation correlation, List<Cluster> clusters) {
        if (clusters.stream().mapToInt(each -> each.b().length).distinct().count() != 1) {
            throw new IllegalArgumentException("clusters of "
                    + clusters.stream().map(each -> each.b().length).toList()
                    + " pairs; expected as many in each, so that they can be exchanged");
        }
        double[] a = clusters.stream()
                .flatMapToDouble(each -> Arrays.stream(each.a()))
                .toArray();
        double seen = Math.abs(ClusterBootstrap.of(correlation, clusters));
        if (Double.isNaN(seen)) {
            return Double.NaN;
        }
        Stream stream = Stream.of("permutations");
        long asStrong = IntStream.range(0, orders)
                .mapToObj(i -> Arrays.stream(stream.permutation(clusters.size()))
                        .mapToObj(clusters::get)
                        .flatMapToDouble(each -> Arrays.stream(each.b()))
                        .toArray())
                .filter(order -> Math.abs(correlation.of(a, order)) >= seen - ROUNDING)
                .count();
        return (asStrong + 1.) / (orders + 1);
    }
}
