package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Plot.Scatter.Model;
import io.robusttransfer.worker.report.Plot.Scatter.Ranks;
import io.robusttransfer.worker.statistics.ClusterBootstrap;
import io.robusttransfer.worker.statistics.ClusterBootstrap.Cluster;
import io.robusttransfer.worker.statistics.ClusterBootstrap.Interval;
import io.robusttransfer.worker.statistics.Correlation;
import io.robusttransfer.worker.statistics.PartialCorrelation;
import io.robusttransfer.worker.statistics.Permutations;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;

/**
 * Rank correlations of two figures over source schemes, each with all of its seeds. Schemes are ranked at each seed: one at which
 * all come out higher says nothing of schemes, and no scheme that comes out far from the others weighs more than its rank.
 */
record RankCorrelation(int draws) {
    /** What differs by less is alike, such as H-scores of no more images than features, all K − 1. */
    private static final MathContext ALIKE = new MathContext(9);

    private static final NaturalRanking RANKING = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE);

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
        List<double[]> x = ranks(models, Model::x);
        List<double[]> y = ranks(models, Model::y);
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
                        .of(flat(x), flat(y), flat(ranks(models, model -> held.apply(model)
                                .getAsDouble())))
                : Double.NaN;
    }

    /** By scheme, at each seed. */
    private static List<double[]> ranks(List<List<Model>> models, ToDoubleFunction<Model> value) {
        List<double[]> bySeed = IntStream.range(0, models.get(0).size())
                .mapToObj(seed -> RANKING.rank(models.stream()
                        .mapToDouble(each -> rounded(value.applyAsDouble(each.get(seed))))
                        .toArray()))
                .toList();
        return IntStream.range(0, models.size())
                .mapToObj(scheme ->
                        bySeed.stream().mapToDouble(ranks -> ranks[scheme]).toArray())
                .toList();
    }

    private static double rounded(double value) {
        return new BigDecimal(value).round(ALIKE).doubleValue();
    }

    private static double[] flat(List<double[]> values) {
        return values.stream().flatMapToDouble(Arrays::stream).toArray();
    }
}
