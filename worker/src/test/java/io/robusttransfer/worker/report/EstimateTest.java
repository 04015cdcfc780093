package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EstimateTest {
    @Test
    void one_two_three_has_the_interval_of_t_with_two_degrees_of_freedom() {
        Estimate e = Estimate.overSeeds(1, 2, 3);
        assertThat(e.mean()).isEqualTo(2);
        // 4.302652729911 / sqrt 3
        assertThat(e.high() - 2).isCloseTo(2.484137710889, within(1e-9));
        assertThat(2 - e.low()).isCloseTo(2.484137710889, within(1e-9));
        assertThat(e.n()).isEqualTo(3);
    }

    @Test
    void four_values_have_the_interval_of_t_with_three() {
        // s = sqrt(0.02 / 3), t = 3.182446305284, half = t s / 2
        assertThat(Estimate.overSeeds(0.2, 0.3, 0.3, 0.4).half()).isCloseTo(0.129922826, within(1e-8));
    }

    @Test
    void one_value_is_a_mean_without_an_interval() {
        Estimate e = Estimate.overSeeds(0.25);
        assertThat(e.mean()).isEqualTo(0.25);
        assertThat(e.hasInterval()).isFalse();
    }

    @Test
    void equal_values_have_an_interval_of_no_width() {
        Estimate e = Estimate.overSeeds(0.1, 0.1, 0.1);
        assertThat(e.half()).isZero();
    }

    @Test
    void equal_accuracies_are_no_surer_than_half_an_image() {
        assertThat(Estimate.overSeedsOn(100, 0.1, 0.1, 0.1).half()).isCloseTo(.005 * 2.484137710889, within(1e-9));
        assertThat(Estimate.overSeedsOn(1_000_000, 1, 2, 3).half()).isCloseTo(2.484137710889, within(1e-9));
        assertThat(Estimate.overSeedsOn(100, 0.1).hasInterval()).isFalse();
    }

    @Test
    void no_values_have_no_mean() {
        assertThatThrownBy(Estimate::overSeeds).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void the_order_of_seeds_changes_no_bit(
            @ForAll @Size(min = 1, max = 8) List<@DoubleRange(min = -1, max = 1) Double> values, @ForAll long shuffle) {
        List<Double> shuffled = new ArrayList<>(values);
        Collections.shuffle(shuffled, new Random(shuffle));
        assertThat(of(shuffled)).isEqualTo(of(values));
    }

    @Property
    void a_further_seed_at_the_mean_leaves_it_and_does_not_widen_the_interval(
            @ForAll @Size(min = 2, max = 8) List<@DoubleRange(min = -1, max = 1) Double> values) {
        Estimate before = of(values);
        List<Double> more = new ArrayList<>(values);
        more.add(before.mean());
        Estimate after = of(more);
        assertThat(after.mean()).isCloseTo(before.mean(), within(1e-12));
        assertThat(after.half()).isLessThanOrEqualTo(before.half() + 1e-12);
    }

    private static Estimate of(List<Double> values) {
        return Estimate.overSeeds(
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
