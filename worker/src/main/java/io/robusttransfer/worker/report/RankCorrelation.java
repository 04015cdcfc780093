package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Plot.Scatter.Model;
import io.robusttransfer.worker.report.Plot.Scatter.Ranks;
import io.robusttransfer.worker.statistics.ClusterBootstrap;
import io.robusttransfer.worker.statistics.ClusterBootstrap.Cluster;
import io.robusttransfer.worker.statistics.ClusterBootstrap.Interval;
import io.robusttransfer.worker.statistics.Correlation;
import io.robusttransfer.worker.statistics.PartialCorrelation;
import io.robusttransfer.worker.statistics.Permutations;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Rank correlations of two figures over source schemes, each with all of its seeds. */
record RankCorrelation(int draws) {
    /** With four schemes the best order of all has p = 2/24. */
    static final int FEWEST = 5;

    RankCorrelation() {
        this(Bootstrap.RESAMPLES);
    }

    /**
     * The correlations of x and y.
     *
     * @param models by scheme, all with as many seeds
     * @param held what the partial correlation holds
     * @return empty where there are too few schemes, or where x or y are all alike
     */
    Optional<Ranks> of(List<List<Model>> models, Function<Model, OptionalDouble> held) {
        if (models.size() < FEWEST) {
            return Optional.empty();
        }
        List<Cluster> clusters = models.stream()
                .map(each -> new Cluster(values(each, Model::x), values(each, Model::y)))
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
                partial(models.stream().flatMap(List::stream).toList(), held)));
    }

    private Estimate estimate(Correlation correlation, List<Cluster> clusters) {
        Interval interval = new ClusterBootstrap(draws, Estimate.LEVEL).interval(correlation, clusters);
        return new Estimate(
                ClusterBootstrap.of(correlation, clusters), interval.low(), interval.high(), clusters.size());
    }

    private static double partial(List<Model> models, Function<Model, OptionalDouble> held) {
        return models.stream().allMatch(model -> held.apply(model).isPresent())
                ? new PartialCorrelation(Correlation.SPEARMAN)
                        .of(values(models, Model::x), values(models, Model::y), values(models, model -> held.apply(
                                        model)
                                .getAsDouble()))
                : Double.NaN;
    }

    private static double[] values(List<Model> models, ToDoubleFunction<Model> value) {
        return models.stream().mapToDouble(value).toArray();
    }
}
