package io.robusttransfer.worker.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.statistics.ClusterBootstrap.Cluster;
import io.robusttransfer.worker.statistics.ClusterBootstrap.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors by scipy. */
class CorrelationTest {
    private static final double[] A = {1, 2, 3, 4, 5, 6, 7};
    private static final double[] B = {2, 1, 4, 3, 7, 5, 6};
    private static final double[] TIES = {1, 2, 2, 4, 5, 5, 7};

    @ParameterizedTest
    @CsvSource({
        "PEARSON, .821428571429, .793856620136",
        "SPEARMAN, .821428571429, .818317088385",
        "KENDALL, .619047619048, .650814026618"
    })
    void as_published_with_and_without_ties(Correlation correlation, double plain, double tied) {
        assertThat(correlation.of(A, B)).isCloseTo(plain, within(1e-12));
        assertThat(correlation.of(B, TIES)).isCloseTo(tied, within(1e-12));
    }

    private static double[] drawn(String what, int seed, int count) {
        Stream stream = Stream.of(what, seed);
        return IntStream.range(0, count).mapToDouble(i -> stream.gaussian()).toArray();
    }

    @Property(tries = 50)
    void neither_side_is_the_first_nor_does_the_order_of_pairs_matter(@ForAll @IntRange(max = 1000) int seed) {
        double[] a = drawn("a", seed, 9);
        double[] b = drawn("b", seed, 9);
        int[] order = Stream.of("order", seed).permutation(9);
        for (Correlation correlation : Correlation.values()) {
            double value = correlation.of(a, b);
            assertThat(value).isBetween(-1., 1.);
            assertThat(correlation.of(b, a)).isCloseTo(value, within(1e-12));
            assertThat(correlation.of(
                            Arrays.stream(order).mapToDouble(i -> a[i]).toArray(),
                            Arrays.stream(order).mapToDouble(i -> b[i]).toArray()))
                    .isCloseTo(value, within(1e-12));
            assertThat(correlation.of(a, Arrays.stream(b).map(each -> -each).toArray()))
                    .isCloseTo(-value, within(1e-12));
            assertThat(correlation.of(a, a)).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void what_is_all_alike_has_no_correlation_and_no_p() {
        double[] alike = new double[7];
        for (Correlation correlation : Correlation.values()) {
            assertThat(correlation.of(A, alike)).as(correlation.name()).isNaN();
            assertThat(new Permutations(9).p(correlation, each(A, alike))).isNaN();
        }
        assertThatThrownBy(() -> Correlation.PEARSON.of(A, new double[6])).hasMessageContaining("7 and 6");
    }

    @Test
    void a_number_that_is_none_is_named() {
        double[] hole = {1, 2, Double.NaN, 4, 5, 6, 7};
        for (Correlation correlation : Correlation.values()) {
            assertThatThrownBy(() -> correlation.of(A, hole)).hasMessageContaining("b[2] = NaN");
            assertThatThrownBy(() -> correlation.of(hole, A)).hasMessageContaining("a[2] = NaN");
        }
    }

    /** The residuals of two lines are what a third list leaves of two others. */
    @Property(tries = 50)
    void a_partial_correlation_is_that_of_residuals(@ForAll @IntRange(max = 1000) int seed) {
        double[] given = drawn("given", seed, 12);
        double[] a = drawn("a", seed, 12);
        double[] b = drawn("b", seed, 12);
        for (int i = 0; i < 12; i++) {
            a[i] += 2 * given[i];
            b[i] += 2 * given[i];
        }
        double partial = new PartialCorrelation(Correlation.PEARSON).of(a, b, given);
        assertThat(partial).isCloseTo(Correlation.PEARSON.of(residuals(a, given), residuals(b, given)), within(1e-10));
        assertThat(partial).isNotCloseTo(Correlation.PEARSON.of(a, b), within(1e-6));
    }

    private static double[] residuals(double[] of, double[] given) {
        double mean = Arrays.stream(of).average().orElseThrow();
        double middle = Arrays.stream(given).average().orElseThrow();
        double common = IntStream.range(0, of.length)
                .mapToDouble(i -> (of[i] - mean) * (given[i] - middle))
                .sum();
        double slope = common
                / Arrays.stream(given).map(x -> (x - middle) * (x - middle)).sum();
        return IntStream.range(0, of.length)
                .mapToDouble(i -> of[i] - mean - slope * (given[i] - middle))
                .toArray();
    }

    @Test
    void what_is_said_by_the_third_list_already_leaves_nothing_to_correlate() {
        assertThat(new PartialCorrelation(Correlation.SPEARMAN).of(A, B, A)).isNaN();
    }

    /** Of the 24 orders of four numbers two are as strong as the best one: p is 1/12. */
    @Test
    void p_counts_orders_that_are_as_strong() {
        double[] four = {1, 2, 3, 4};
        double error = Math.sqrt(1 / 12. * 11 / 12 / 10_000);
        assertThat(new Permutations(10_000).p(Correlation.KENDALL, each(four, four)))
                .isCloseTo(1 / 12., within(4 * error));
        assertThat(new Permutations(99).p(Correlation.PEARSON, each(A, A))).isEqualTo(.01);
    }

    @Test
    void p_of_numbers_that_have_nothing_to_do_with_each_other_is_small_as_often_as_it_says() {
        long small = IntStream.range(0, 400)
                .mapToDouble(
                        i -> new Permutations(199).p(Correlation.PEARSON, each(drawn("a", i, 8), drawn("b", i, 8))))
                .filter(p -> p <= .1)
                .count();
        assertThat(small / 400.).isCloseTo(.1, within(4 * Math.sqrt(.09 / 400)));
    }

    /** Clusters of one pair. */
    private static List<Cluster> each(double[] a, double[] b) {
        return IntStream.range(0, a.length)
                .mapToObj(i -> new Cluster(new double[] {a[i]}, new double[] {b[i]}))
                .toList();
    }

    /** Else five seeds of four schemes would pass for twenty schemes. */
    @Test
    void seeds_of_one_scheme_stay_together_where_p_is_counted() {
        List<Cluster> clusters = IntStream.range(0, 4)
                .mapToObj(i -> new Cluster(
                        IntStream.range(0, 5)
                                .mapToDouble(seed -> i + .01 * seed)
                                .toArray(),
                        IntStream.range(0, 5)
                                .mapToDouble(seed -> i + .01 * seed)
                                .toArray()))
                .toList();
        assertThat(new Permutations(10_000).p(Correlation.SPEARMAN, clusters))
                // the order that was seen alone: turned round, seeds within a scheme still rise
                .isCloseTo(1 / 24., within(.01));
        assertThatThrownBy(() -> new Permutations(9)
                        .p(Correlation.SPEARMAN, List.of(clusters.get(0), new Cluster(new double[] {1}, new double[] {1
                        }))))
                .hasMessageContaining("[5, 1]");
    }

    private static List<Cluster> clusters(int schemes, int seeds, double between) {
        return IntStream.range(0, schemes)
                .mapToObj(scheme -> {
                    double[] a = drawn("a", scheme, 1);
                    double[] b = drawn("b", scheme, 1);
                    double[] near = drawn("near", scheme, 2 * seeds);
                    return new Cluster(
                            IntStream.range(0, seeds)
                                    .mapToDouble(i -> a[0] + between * near[i])
                                    .toArray(),
                            IntStream.range(0, seeds)
                                    .mapToDouble(i -> b[0] + a[0] + between * near[seeds + i])
                                    .toArray());
                })
                .toList();
    }

    @Test
    void an_interval_holds_the_correlation_that_was_seen() {
        List<Cluster> clusters = clusters(10, 3, .1);
        Interval interval = new ClusterBootstrap(2000, .95).interval(Correlation.SPEARMAN, clusters);
        double seen = ClusterBootstrap.of(Correlation.SPEARMAN, clusters);
        assertThat(interval.low()).isLessThan(seen - .05);
        assertThat(interval.high()).isGreaterThan(seen + .02).isLessThanOrEqualTo(1);
        assertThat(new ClusterBootstrap(2000, .5)
                        .interval(Correlation.SPEARMAN, clusters)
                        .low())
                .isGreaterThan(interval.low());
    }

    @Test
    void no_interval_leaves_out_the_correlation_that_was_seen() {
        List<Cluster> strong = clusters(10, 3, .01);
        Interval interval = new ClusterBootstrap(2000, .95).interval(Correlation.SPEARMAN, strong);
        double seen = ClusterBootstrap.of(Correlation.SPEARMAN, strong);
        assertThat(seen).isBetween(interval.low(), interval.high());
    }

    /** Plain percentiles end below it in 6 to 12 of 100. */
    @ParameterizedTest
    @CsvSource({"5, 3", "5, 10", "10, 3"})
    void of_few_schemes_an_interval_ends_below_what_is_true_in_at_most_5_of_100_studies(int schemes, int seeds) {
        int studies = 300;
        SplittableRandom random = new SplittableRandom(1);
        double low = IntStream.range(0, studies)
                .filter(study -> new ClusterBootstrap(399, .95)
                                .interval(Correlation.SPEARMAN, together(schemes, seeds, random))
                                .high()
                        < .3)
                .count();
        assertThat(low / studies).isLessThan(.05 + 4 * Math.sqrt(.05 * .95 / studies));
    }

    /** Of all models Spearman's correlation is 0.3; a scheme says 0.6 of what is in each figure, a seed the rest. */
    private static List<Cluster> together(int schemes, int seeds, SplittableRandom random) {
        double ofSchemes = 2 * Math.sin(Math.PI * .3 / 6) / .6;
        return IntStream.range(0, schemes)
                .mapToObj(scheme -> {
                    double a = random.nextGaussian();
                    double b = ofSchemes * a + Math.sqrt(1 - ofSchemes * ofSchemes) * random.nextGaussian();
                    return new Cluster(around(a, seeds, random), around(b, seeds, random));
                })
                .toList();
    }

    private static double[] around(double scheme, int seeds, SplittableRandom random) {
        return IntStream.range(0, seeds)
                .mapToDouble(seed -> Math.sqrt(.6) * scheme + Math.sqrt(.4) * random.nextGaussian())
                .toArray();
    }

    /** Else 30 seeds of one scheme would pass for 30 schemes. */
    @Test
    void more_seeds_of_the_same_schemes_do_not_make_the_interval_narrow() {
        ClusterBootstrap bootstrap = new ClusterBootstrap(2000, .95);
        Interval few = bootstrap.interval(Correlation.PEARSON, clusters(8, 1, 0));
        Interval many = bootstrap.interval(Correlation.PEARSON, clusters(8, 20, 0));
        assertThat(many.low()).isCloseTo(few.low(), within(.03));
        assertThat(many.high()).isCloseTo(few.high(), within(.03));
    }

    @Test
    void one_scheme_alone_has_no_interval() {
        Cluster one = new Cluster(new double[] {1}, new double[] {2});
        assertThat(new ClusterBootstrap(10, .95).interval(Correlation.PEARSON, List.of(one, one)))
                .isEqualTo(new Interval(Double.NaN, Double.NaN));
    }
}
