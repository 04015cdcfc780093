package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Plot.Scatter.Model;
import io.robusttransfer.worker.report.Plot.Scatter.Ranks;
import io.robusttransfer.worker.statistics.ClusterBootstrap;
import io.robusttransfer.worker.statistics.ClusterBootstrap.Cluster;
import io.robusttransfer.worker.statistics.ClusterBootstrap.Interval;
import io.robusttransfer.worker.statistics.Correlation;
import io.robusttransfer.worker.statistics.PartialCorrelation;
import io.robusttransfer.worker.statistics.Permutations;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Rank correlations of two figures over source schemes, each with all of its seeds. Of every figure the mean of its seed is taken off
 * first: a seed at which all schemes come out higher says nothing of schemes.
 */
record RankCorrelation(int draws) {
    /** Of the largest value: what differs by less is alike, such as H-scores of no more images than features, all K − 1. */
    private static final double ROUNDING = 1e-9;

    /** With four schemes the best order of all has p = 2/24. */
    static final int FEWEST = 5;

    RankCorrelation() {
        this(Bootstrap.RESAMPLES);
    }

    /**
     * The correlations of x and y.
     *
     * @param models by scheme, all with the same seeds in one order
     * @param held what the partial correlation holds
     * @return empty where there are too few schemes, or where x or y are all alike
     */
    Optional<Ranks> of(List<List<Model>> models, Function<Model, OptionalDouble> held) {
        if (models.size() < FEWEST) {
            return Optional.empty();
        }
        List<double[]> x = withoutSeeds(models, Model::x);
        List<double[]> y = withoutSeeds(models, Model::y);
        List<Cluster> clusters = IntStream.range(0, models.size())
                .mapToObj(scheme -> new Cluster(x.get(scheme), y.get(scheme)))
                .toList();
        Estimate spearman = estimate(Correlation.SPEARMAN, clusters);
        if (Double.isNaN(spearman.mean())) {
            return Optional.empty();
        }
        return Optional.of(new Ranks(
                spearman,
                estimate(Correlation.KENDALL, clusters),
                new Permutations(draws).p(Correlation.SPEARMAN, clusters),
                Double.NaN,
                partial(models, x, y, held)));
    }

    private Estimate estimate(Correlation correlation, List<Cluster> clusters) {
        Interval interval = new ClusterBootstrap(draws, Estimate.LEVEL).interval(correlation, clusters);
        return new Estimate(
                ClusterBootstrap.of(correlation, clusters), interval.low(), interval.high(), clusters.size());
    }

    private static double partial(
            List<List<Model>> models, List<double[]> x, List<double[]> y, Function<Model, OptionalDouble> held) {
        return models.stream().flatMap(List::stream).allMatch(model -> held.apply(model)
                        .isPresent())
                ? new PartialCorrelation(Correlation.SPEARMAN)
                        .of(flat(x), flat(y), flat(withoutSeeds(models, model -> held.apply(model)
                                .getAsDouble())))
                : Double.NaN;
    }

    /** Each value less the mean over schemes at its seed, by scheme, in units of what is alike. */
    private static List<double[]> withoutSeeds(List<List<Model>> models, ToDoubleFunction<Model> value) {
        double[] means = IntStream.range(0, models.get(0).size())
                .mapToDouble(seed -> models.stream()
                        .mapToDouble(each -> value.applyAsDouble(each.get(seed)))
                        .average()
                        .orElseThrow())
                .toArray();
        double largest = models.stream()
                .flatMap(List::stream)
                .mapToDouble(each -> Math.abs(value.applyAsDouble(each)))
                .max()
                .orElseThrow();
        double unit = largest == 0 ? 1 : ROUNDING * largest;
        return models.stream()
                .map(each -> IntStream.range(0, means.length)
                        .mapToDouble(seed -> Math.rint((value.applyAsDouble(each.get(seed)) - means[seed]) / unit))
                        .toArray())
                .toList();
    }

    private static double[] flat(List<double[]> values) {
        return values.stream().flatMapToDouble(Arrays::stream).toArray();
    }
}
