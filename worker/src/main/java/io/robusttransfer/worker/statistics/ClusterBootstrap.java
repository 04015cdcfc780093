package io.robusttransfer.worker.statistics;

import io.robusttransfer.worker.random.Stream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.rank.Percentile;

/**
 * How far a correlation would move with other source schemes: percentile bootstrap in which whole clusters are drawn with replacement,
 * each with all of its pairs, since seeds of one scheme are no independent witnesses. Of few clusters its percentiles lie too close: they
 * are moved out as far as t with n − 1 degrees of freedom, times √(n / (n − 1)), lies beyond the normal quantile (Hesterberg, "What
 * teachers should know about the bootstrap", American Statistician 2015). Draws without a correlation, such as one scheme
 * alone, are left out. A cluster that is drawn twice weighs its inner pairs more, which moves strong correlations down, so the interval
 * is widened to hold the correlation that was seen. The same clusters give the same interval.
 *
 * @param resamples how many are drawn
 * @param level such as 0.95
 */
public record ClusterBootstrap(int resamples, double level) {
    /**
     * One scheme.
     *
     * @param a a value for each seed; b alike, in the same order
     */
    public record Cluster(double[] a, double[] b) {
        public Cluster {
            if (a.length != b.length || a.length == 0) {
                throw new IllegalArgumentException("a cluster of " + a.length + " and " + b.length
                        + " numbers; expected as many of both, at least one");
            }
        }
    }

    /** NaN where no draw had a correlation. */
    public record Interval(double low, double high) {}

    /** @param clusters two at least */
    public Interval interval(Correlation correlation, List<Cluster> clusters) {
        Stream stream = Stream.of("cluster bootstrap");
        double[] drawn = IntStream.range(0, resamples)
                .mapToDouble(i -> of(correlation, resample(clusters, stream)))
                .filter(Double::isFinite)
                .toArray();
        if (drawn.length == 0) {
            return new Interval(Double.NaN, Double.NaN);
        }
        Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
        percentile.setData(drawn);
        double tail = 100 * tail(clusters.size());
        double seen = of(correlation, clusters);
        return new Interval(Math.min(seen, percentile.evaluate(tail)), Math.max(seen, percentile.evaluate(100 - tail)));
    }

    private double tail(int clusters) {
        double t = new TDistribution(clusters - 1).inverseCumulativeProbability((1 + level) / 2);
        return new NormalDistribution().cumulativeProbability(-t * Math.sqrt(clusters / (clusters - 1.0)));
    }

    /** The correlation of all pairs of these clusters. */
    public static double of(Correlation correlation, List<Cluster> clusters) {
        return correlation.of(
                clusters.stream()
                        .flatMapToDouble(each -> Arrays.stream(each.a()))
                        .toArray(),
                clusters.stream()
                        .flatMapToDouble(each -> Arrays.stream(each.b()))
                        .toArray());
    }

    private static List<Cluster> resample(List<Cluster> clusters, Stream stream) {
        List<Cluster> drawn = new ArrayList<>();
        for (int i = 0; i < clusters.size(); i++) {
            drawn.add(clusters.get(stream.below(clusters.size())));
        }
        return drawn;
    }
}
