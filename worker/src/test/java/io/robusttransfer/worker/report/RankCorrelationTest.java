package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.report.Plot.Scatter.Model;
import io.robusttransfer.worker.report.Plot.Scatter.Ranks;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankCorrelationTest {
    private static final int SEEDS = 3;
    private static final RankCorrelation CORRELATION = new RankCorrelation(99);

    /** Of scheme and seed. */
    private interface Value {
        double of(int scheme, int seed);
    }

    /** The worst scheme comes out far below, and not as far at each seed. */
    private static final Value OUTLYING = (scheme, seed) -> scheme == 0 ? -5 + .5 * (seed - 1) : scheme;

    private static final Value STRAYING = (scheme, seed) -> (scheme * 7 + 3 + 2 * seed) % 10;

    @Test
    void the_same_order_at_each_seed_is_a_perfect_one_however_far_a_scheme_lies_from_the_others() {
        Ranks ranks = ranks(6, OUTLYING, (scheme, seed) -> scheme + 10 * seed);
        assertThat(ranks.spearman().mean()).isCloseTo(1, within(1e-12));
        assertThat(ranks.kendall().mean()).isCloseTo(1, within(1e-12));
    }

    @Test
    void any_rising_map_of_a_figure_leaves_it_as_it_is() {
        DoubleUnaryOperator exponential = x -> -Math.exp(-4 * x);
        assertThat(ranks(10, STRAYING, OUTLYING))
                .isEqualTo(ranks(10, (s, seed) -> exponential.applyAsDouble(STRAYING.of(s, seed)), OUTLYING));
    }

    /** As GBC of many features: all of them but one lie within a billionth of the largest. */
    @Test
    void small_figures_beside_a_large_one_keep_their_order() {
        Value tiny = (scheme, seed) -> -Math.pow(10, -4.0 * scheme);
        assertThat(ranks(6, tiny, (scheme, seed) -> scheme).spearman().mean()).isCloseTo(1, within(1e-12));
    }

    /** As H-score of no more images than features. */
    @Test
    void figures_that_differ_by_roundings_alone_have_no_correlation() {
        Value alike = (scheme, seed) -> 9 * (1 + 1e-13 * scheme);
        assertThat(CORRELATION.of(models(6, alike, OUTLYING), model -> OptionalDouble.empty()))
                .isEmpty();
    }

    /** By hand, seed by seed: ρ is .8, .9 and 1. */
    @Test
    void without_ties_it_is_the_mean_over_seeds() {
        double[][] x = {{1, 2, 3, 5, 4}, {1, 2, 3, 5, 4}, {1, 2, 3, 4, 5}};
        double[][] y = {{2, 1, 3, 4, 5}, {1, 2, 3, 4, 5}, {1, 2, 3, 4, 5}};
        assertThat(ranks(5, (s, seed) -> x[seed][s], (s, seed) -> y[seed][s])
                        .spearman()
                        .mean())
                .isCloseTo(.9, within(1e-12));
    }

    private static Ranks ranks(int schemes, Value x, Value y) {
        return CORRELATION
                .of(models(schemes, x, y), model -> OptionalDouble.empty())
                .orElseThrow();
    }

    private static List<List<Model>> models(int schemes, Value x, Value y) {
        return IntStream.range(0, schemes)
                .mapToObj(scheme -> IntStream.range(0, SEEDS)
                        .mapToObj(seed -> new Model(Small.CE, seed, x.of(scheme, seed), y.of(scheme, seed)))
                        .toList())
                .toList();
    }
}
