package io.robusttransfer.worker.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.statistics.SchemesBySeeds.Difference;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemesBySeedsTest {
    private static final int STUDIES = 2000;
    /** What a share of so many studies strays by, once in some thousand. */
    private static final double STRAYS = 3.3 * Math.sqrt(.05 * .95 / STUDIES);

    @Test
    void the_residual_is_what_scheme_and_seed_do_not_explain() {
        // means 2, 5, 8 and seeds −1, 0, +1 exactly, and then one residual pattern r with rows and columns of sum 0
        double[][] values = {{1 + .3, 2 - .3, 3}, {4 - .3, 5 + .3, 6}, {7, 8, 9}};
        SchemesBySeeds figures = new SchemesBySeeds(values);
        assertThat(figures.df()).isEqualTo(4);
        assertThat(figures.mean(1)).isCloseTo(5, within(1e-12));
        assertThat(figures.standardError()).isCloseTo(Math.sqrt(2 * (4 * .09 / 4) / 3), within(1e-12));
    }

    @Test
    void a_leader_far_ahead_is_the_best_and_the_others_are_not() {
        SchemesBySeeds figures = new SchemesBySeeds(new double[][] {{.10, .12, .11}, {.60, .63, .61}, {.11, .14, .10}});
        Difference[] best = figures.againstBest(figures.manyToOne().oneSided(.95));
        assertThat(best[1].low()).isZero();
        assertThat(best[1].high()).isGreaterThan(.4);
        assertThat(best[0].high()).isZero();
        assertThat(best[2].high()).isZero();
        assertThat(best[0].value()).isCloseTo(-.5033333, within(1e-6));
    }

    @Test
    void two_that_lead_together_may_each_be_the_best() {
        SchemesBySeeds figures = new SchemesBySeeds(new double[][] {{.60, .64, .61}, {.61, .62, .62}, {.11, .14, .10}});
        Difference[] best = figures.againstBest(figures.manyToOne().oneSided(.95));
        for (int leader : new int[] {0, 1}) {
            assertThat(best[leader].low()).isNegative();
            assertThat(best[leader].high()).isPositive();
        }
        assertThat(best[2].high()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"10, 3", "4, 10", "2, 3"})
    void where_no_scheme_differs_from_the_control_one_is_said_to_in_5_of_100_studies(int schemes, int seeds) {
        double quantile = manyToOne(schemes, seeds).twoSided(.95);
        double wrong = share(
                new SplittableRandom(1), new double[schemes], seeds, figures -> Stream.of(figures.against(0, quantile))
                        .filter(Objects::nonNull)
                        .anyMatch(difference -> difference.low() > 0 || difference.high() < 0));
        assertThat(wrong).isCloseTo(.05, within(STRAYS));
    }

    @ParameterizedTest
    @CsvSource({"10, 3", "4, 10", "2, 3"})
    void all_true_differences_lie_within_in_95_of_100_studies(int schemes, int seeds) {
        double quantile = manyToOne(schemes, seeds).twoSided(.95);
        double[] truth = IntStream.range(0, schemes).mapToDouble(i -> .2 * i).toArray();
        double wrong = share(new SplittableRandom(2), truth, seeds, figures -> {
            Difference[] differences = figures.against(1, quantile);
            return IntStream.range(0, schemes)
                    .filter(i -> i != 1)
                    .anyMatch(i ->
                            differences[i].low() > truth[i] - truth[1] || differences[i].high() < truth[i] - truth[1]);
        });
        assertThat(wrong).isCloseTo(.05, within(STRAYS));
    }

    @ParameterizedTest
    @CsvSource({"10, 3, 0", "10, 3, 1", "4, 10, 0", "4, 10, .3"})
    void a_scheme_that_is_best_is_said_not_to_be_in_at_most_5_of_100_studies(int schemes, int seeds, double lead) {
        double quantile = manyToOne(schemes, seeds).oneSided(.95);
        double[] truth = new double[schemes];
        truth[0] = lead;
        double wrong =
                share(new SplittableRandom(3), truth, seeds, figures -> figures.againstBest(quantile)[0].high() <= 0);
        assertThat(wrong).isLessThan(.05 + STRAYS);
    }

    @Test
    void where_all_are_equal_one_is_said_to_be_the_best_in_at_most_5_of_100_studies() {
        double quantile = manyToOne(10, 3).oneSided(.95);
        double wrong =
                share(new SplittableRandom(4), new double[10], 3, figures -> Stream.of(figures.againstBest(quantile))
                        .anyMatch(difference -> difference.low() >= 0));
        assertThat(wrong).isLessThan(.05 + STRAYS);
    }

    @Test
    void of_two_noisy_leaders_beside_schemes_that_hardly_vary_one_is_said_to_be_the_best_in_at_most_5_of_100_studies() {
        double[] noise = {.5, .5, .01, .01, .01, .01, .01, .01, .01, .01};
        double quantile = manyToOne(noise.length, 3).oneSided(.95);
        SplittableRandom random = new SplittableRandom(5);
        int wrong = 0;
        int wrongWithoutTheirOwnVariance = 0;
        for (int study = 0; study < STUDIES; study++) {
            double[][] values = new double[noise.length][3];
            for (int scheme = 0; scheme < noise.length; scheme++) {
                for (int seed = 0; seed < 3; seed++) {
                    values[scheme][seed] = (scheme < 2 ? 5 : 0) + noise[scheme] * random.nextGaussian();
                }
            }
            SchemesBySeeds figures = new SchemesBySeeds(values);
            wrong += figures.isBest(0, quantile, .95) || figures.isBest(1, quantile, .95) ? 1 : 0;
            wrongWithoutTheirOwnVariance +=
                    Stream.of(figures.againstBest(quantile)).anyMatch(each -> each.low() >= 0) ? 1 : 0;
        }
        assertThat((double) wrong / STUDIES).isLessThan(.05 + STRAYS);
        assertThat((double) wrongWithoutTheirOwnVariance / STUDIES).isGreaterThan(.1);
    }

    @Test
    void figures_that_are_missing_are_refused() {
        assertThatThrownBy(() -> new SchemesBySeeds(new double[][] {{1, 2}})).hasMessageContaining("1 schemes");
        assertThatThrownBy(() -> new SchemesBySeeds(new double[][] {{1}, {2}})).hasMessageContaining("1 seeds");
        assertThatThrownBy(() -> new SchemesBySeeds(new double[][] {{1, 2}, {3}}))
                .hasMessageContaining("[3.0]");
        assertThatThrownBy(() -> new SchemesBySeeds(new double[][] {{1, 2}, {3, Double.NaN}}))
                .hasMessageContaining("NaN");
    }

    private static ManyToOne manyToOne(int schemes, int seeds) {
        return new SchemesBySeeds(new double[schemes][seeds]).manyToOne();
    }

    private interface Claim {
        boolean isWrong(SchemesBySeeds figures);
    }

    /** In how many of the studies a claim is wrong; each seed shifts all schemes alike. */
    private static double share(SplittableRandom random, double[] truth, int seeds, Claim claim) {
        int wrong = 0;
        for (int study = 0; study < STUDIES; study++) {
            double[] shift = IntStream.range(0, seeds)
                    .mapToDouble(seed -> 2 * random.nextGaussian())
                    .toArray();
            double[][] values = new double[truth.length][seeds];
            for (int scheme = 0; scheme < truth.length; scheme++) {
                for (int seed = 0; seed < seeds; seed++) {
                    values[scheme][seed] = truth[scheme] + shift[seed] + .5 * random.nextGaussian();
                }
            }
            wrong += claim.isWrong(new SchemesBySeeds(values)) ? 1 : 0;
        }
        return (double) wrong / STUDIES;
    }
}
