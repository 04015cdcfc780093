package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EpsilonCurveTest {
    /** Of 100 images 90 are right, 60 at .1 and 20 at .3: (.1 (.9 + .6) / 2 + .2 (.6 + .2) / 2) / .3. */
    @Test
    void expected_robustness_is_the_trapezoid_from_clean_accuracy_divided_by_the_largest_epsilon() {
        PerImage area =
                new EpsilonCurve(List.of(.1, .3)).of(Small.first(90), List.of(Small.first(60), Small.first(20)));
        assertThat(new Average.Mean().of(area)).isCloseTo((.1 * .75 + .2 * .4) / .3, within(1e-12));
    }

    @Test
    void clean_accuracy_counts_on_the_attacked_images_alone() {
        PerImage forty = PerImage.of(IntStream.range(0, 40).toArray(), new boolean[40]);
        PerImage area = new EpsilonCurve(List.of(.1)).of(Small.first(90), List.of(forty));
        assertThat(area.count()).isEqualTo(40);
        assertThat(new Average.Mean().of(area)).isCloseTo(.5, within(1e-12));
    }

    @Property
    void it_lies_between_the_accuracy_at_the_largest_epsilon_and_the_clean_one(
            @ForAll @IntRange(max = 100) int one,
            @ForAll @IntRange(max = 100) int two,
            @ForAll @IntRange(max = 100) int three) {
        List<Integer> falling = IntStream.of(-one, -two, -three)
                .sorted()
                .mapToObj(count -> -count)
                .toList();
        PerImage area = new EpsilonCurve(List.of(.1, .5))
                .of(Small.first(falling.get(0)), List.of(Small.first(falling.get(1)), Small.first(falling.get(2))));
        assertThat(new Average.Mean().of(area)).isBetween(falling.get(2) / 100. - 1e-12, falling.get(0) / 100. + 1e-12);
    }
}
