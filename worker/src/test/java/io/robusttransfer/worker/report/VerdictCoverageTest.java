package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.worker.report.Plot.Scatter.Model;
import io.robusttransfer.worker.report.Plot.Scatter.Ranks;
import io.robusttransfer.worker.statistics.Multiplicity;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often verdicts mislead, in studies that are drawn: accuracies are counts of images, as they are in an experiment. */
class VerdictCoverageTest {
    private static final int STUDIES = 2000;
    private static final int CORRELATED = 60;
    private static final int SCORES = 3;
    private static final int IMAGES = 500;
    private static final double SPREAD = .02;
    private static final int SCHEMES = 10;

    /** Four standard errors of a share near 5 %. */
    private static double strays(int studies) {
        return 4 * Math.sqrt(.05 * .95 / studies);
    }

    private static double share(int studies, Supplier<Verdict> study, Predicate<Verdict> what) {
        return (double) Stream.generate(study).limit(studies).filter(what).count() / studies;
    }

    /** Pairs, or means over source schemes, of seeds that vary, in whole images. */
    private static Supplier<Verdict> differences(int seeds, double truth, double spread) {
        SplittableRandom random = new SplittableRandom(1);
        return () -> Verdict.of(Estimate.overSeedsOn(
                IMAGES,
                IntStream.range(0, seeds)
                        .mapToDouble(seed -> Math.rint(IMAGES * (truth + spread * random.nextGaussian())) / IMAGES)
                        .toArray()));
    }

    @ParameterizedTest
    @CsvSource({"3, .02", "10, .02", "3, .001", "10, .001", "3, .0002"})
    void where_there_is_no_gain_transfer_retraining_and_shift_say_yes_in_at_most_5_of_100_studies(
            int seeds, double spread) {
        assertThat(share(STUDIES, differences(seeds, 0, spread), verdict -> verdict == Verdict.YES))
                .isLessThan(.05 + strays(STUDIES));
    }

    @ParameterizedTest
    @CsvSource({"3, .02", "10, .02", "3, .001", "10, .001", "3, .0002"})
    void where_the_gain_is_worth_the_name_they_say_no_in_at_most_5_of_100_studies(int seeds, double spread) {
        assertThat(share(STUDIES, differences(seeds, Verdict.MARGIN, spread), verdict -> verdict == Verdict.NO))
                .isLessThan(.05 + strays(STUDIES));
    }

    @ParameterizedTest
    @CsvSource({"3, .9", "10, .99"})
    void a_gain_of_ten_points_is_seen(int seeds, double often) {
        assertThat(share(STUDIES, differences(seeds, .1, SPREAD), verdict -> verdict == Verdict.YES))
                .isGreaterThan(often);
    }

    /** Three scores, of which the first goes with robustness by this much; what a seed adds to all schemes is in all of them. */
    private static Supplier<Verdict> scores(int seeds, double first) {
        SplittableRandom random = new SplittableRandom(2);
        RankCorrelation correlation = new RankCorrelation(99);
        return () -> {
            double[] robust = random.doubles(SCHEMES).toArray();
            double[] added = random.doubles(seeds).toArray();
            double[][] y = around(robust, added, random);
            List<Ranks> ranks = IntStream.range(0, SCORES)
                    .mapToObj(score -> {
                        double[] own = random.doubles(SCHEMES).toArray();
                        double share = score == 0 ? first : 0;
                        double[] means = IntStream.range(0, SCHEMES)
                                .mapToDouble(i -> share * robust[i] + (1 - share) * own[i])
                                .toArray();
                        return correlation.of(models(around(means, added, random), y), model -> OptionalDouble.empty());
                    })
                    .map(Optional::orElseThrow)
                    .toList();
            double[] p = Multiplicity.HOLM.adjusted(
                    ranks.stream().mapToDouble(Ranks::p).toArray());
            return Foretelling.verdict(IntStream.range(0, p.length)
                    .mapToObj(i -> new Ranks(
                            ranks.get(i).spearman(),
                            ranks.get(i).kendall(),
                            ranks.get(i).p(),
                            p[i],
                            Double.NaN))
                    .toList());
        };
    }

    private static double[][] around(double[] means, double[] seeds, SplittableRandom random) {
        return IntStream.range(0, means.length)
                .mapToObj(i -> Arrays.stream(seeds)
                        .map(seed -> means[i] + seed + .05 * random.nextGaussian())
                        .toArray())
                .toArray(double[][]::new);
    }

    private static List<List<Model>> models(double[][] x, double[][] y) {
        return IntStream.range(0, x.length)
                .mapToObj(i -> IntStream.range(0, x[i].length)
                        .mapToObj(seed -> new Model(Small.CE, seed, x[i][seed], y[i][seed]))
                        .toList())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"3", "10"})
    void where_no_score_goes_with_robustness_one_is_said_to_foretell_it_in_at_most_5_of_100_studies(int seeds) {
        assertThat(share(CORRELATED, scores(seeds, 0), verdict -> verdict == Verdict.YES))
                .isLessThan(.05 + strays(CORRELATED));
    }

    @Test
    void a_score_that_nearly_is_robustness_is_seen() {
        List<Verdict> verdicts =
                Stream.generate(scores(3, .9)).limit(CORRELATED / 3).toList();
        assertThat(verdicts).doesNotContain(Verdict.NO);
        assertThat(verdicts.stream().filter(verdict -> verdict == Verdict.YES).count())
                .isGreaterThan(3 * verdicts.size() / 4);
    }
}
