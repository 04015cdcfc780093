package io.robusttransfer.worker.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MultiplicityTest {
    private static final int STUDIES = 4000;

    /** Four standard errors of a share near 5 %. */
    private static final double STRAYS = 4 * Math.sqrt(.05 * .95 / STUDIES);

    /** As R's p.adjust has them. */
    @Test
    void each_p_is_adjusted_in_its_own_place() {
        double[] p = {.01, .04, .03, .005};
        assertThat(Multiplicity.HOLM.adjusted(p)).containsExactly(new double[] {.03, .06, .06, .02}, within(1e-12));
        assertThat(Multiplicity.FALSE_DISCOVERY_RATE.adjusted(p))
                .containsExactly(new double[] {.02, .04, .04, .02}, within(1e-12));
        assertThat(Multiplicity.HOLM.adjusted(new double[] {.6, .7})).containsExactly(1, 1);
        assertThatThrownBy(() -> Multiplicity.HOLM.adjusted(new double[] {Double.NaN}))
                .hasMessageContaining("NaN");
    }

    @Test
    void where_nothing_is_true_any_of_ten_is_found_in_at_most_5_of_100_studies() {
        for (Multiplicity multiplicity : Multiplicity.values()) {
            SplittableRandom random = new SplittableRandom(1);
            long wrong = IntStream.range(0, STUDIES)
                    .filter(study -> Arrays.stream(
                                    multiplicity.adjusted(random.doubles(10).toArray()))
                            .anyMatch(p -> p <= .05))
                    .count();
            assertThat((double) wrong / STUDIES).isLessThan(.05 + STRAYS);
        }
    }

    @Test
    void the_mean_of_one_two_three_has_the_p_of_t_with_two_degrees_of_freedom() {
        StudentMean mean = StudentMean.of(new double[] {3, 1, 2}, 0);
        assertThat(mean.half(.95)).isCloseTo(2.484137710889, within(1e-9));
        // 1 − t / √(t² + 2), t = 2 √3
        assertThat(mean.p()).isCloseTo(1 - 2 * Math.sqrt(3) / Math.sqrt(14), within(1e-12));
    }

    @Test
    void equal_values_are_no_surer_than_their_grid() {
        assertThat(StudentMean.of(new double[] {.1, .1, .1}, 0).half(.95)).isZero();
        StudentMean coarse = StudentMean.of(new double[] {.1, .1, .1}, .005);
        assertThat(coarse.half(.95)).isCloseTo(.005 * 2.484137710889, within(1e-9));
        assertThat(coarse.p()).isPositive();
        assertThat(StudentMean.of(new double[] {1, 2, 3}, .005).half(.95)).isCloseTo(2.484137710889, within(1e-9));
        assertThatThrownBy(() -> StudentMean.of(new double[] {.1}, 0)).hasMessageContaining("[0.1]");
    }
}
