package io.robusttransfer.worker.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StreamTest {
    @Test
    void numbers_are_the_same_on_every_java() {
        Stream stream = Stream.of("golden", 7, "domain", -1L);
        assertThat(stream.uniform(4)).containsExactly(.06683993f, .49006677f, .87598306f, .4395547f);
        assertThat(stream.gaussian(6))
                .containsExactly(-2.0547917f, -1.4708931f, -1.7812297f, -.5439788f, -1.3129225f, .70477086f);
        assertThat(stream.permutation(8)).containsExactly(1, 5, 0, 4, 7, 2, 6, 3);
        assertThat(stream.below(1000)).isEqualTo(545);
        assertThat(stream.coin()).isFalse();
        assertThat(stream.uniformDouble()).isEqualTo(.29003458168618);
    }

    @Test
    void gaussian_tails_are_the_same_on_every_java() {
        double sum = 0;
        for (float number : Stream.of("golden tail").gaussian(1_000_000)) {
            sum += number;
        }
        assertThat(sum).isEqualTo(245.99207878379616);
    }

    @Test
    void keys_do_not_run_together() {
        assertThat(first("a", "bc")).isNotEqualTo(first("ab", "c"));
        assertThat(first("a", "b", "c")).isNotEqualTo(first("a", "bc"));
        assertThat(first("a", 1, 2)).isNotEqualTo(first("a", 12));
        assertThat(first("a", 1)).isNotEqualTo(first("a", "1"));
        assertThat(first("a", "")).isNotEqualTo(first("a"));
    }

    @Test
    void an_int_and_a_long_are_one_key() {
        assertThat(first("a", 5)).isEqualTo(first("a", 5L));
    }

    @Test
    void other_keys_are_refused() {
        assertThatThrownBy(() -> Stream.of("a", BigDecimal.ONE)).hasMessageContaining("strings and whole numbers");
        assertThatThrownBy(() -> Stream.of("a", .5)).hasMessageContaining("0.5");
    }

    @Property(tries = 200)
    void permutation_holds_every_number_once(@ForAll @IntRange(min = 0, max = 300) int count, @ForAll long key) {
        assertThat(Stream.of("order", key).permutation(count))
                .containsExactlyInAnyOrder(IntStream.range(0, count).toArray());
    }

    @Test
    void every_permutation_is_equally_likely() {
        int[] counts = new int[27];
        for (int i = 0; i < 60_000; i++) {
            int[] order = Stream.of("fair", i).permutation(3);
            counts[9 * order[0] + 3 * order[1] + order[2]]++;
        }
        // chi-square with 5 degrees of freedom; 25.7 is its 0.9999 quantile
        double statistic = Arrays.stream(counts)
                .filter(count -> count > 0)
                .mapToDouble(count -> Math.pow(count - 10_000, 2) / 10_000)
                .sum();
        assertThat(Arrays.stream(counts).filter(count -> count > 0)).hasSize(6);
        assertThat(statistic).isLessThan(25.7);
    }

    @Test
    void uniform_numbers_have_mean_half_and_variance_a_twelfth() {
        float[] numbers = Stream.of("uniform").uniform(1_000_000);
        double mean = 0;
        double square = 0;
        for (float number : numbers) {
            assertThat(number >= 0 && number < 1).isTrue();
            mean += number / 1e6;
            square += (double) number * number / 1e6;
        }
        assertThat(mean).isCloseTo(.5, within(4 * Math.sqrt(1. / 12) / 1000));
        assertThat(square - mean * mean).isCloseTo(1. / 12, within(4 * Math.sqrt(1. / 180) / 1000));
    }

    @Test
    void gaussian_numbers_have_the_moments_and_tails_of_a_normal() {
        float[] numbers = Stream.of("normal").gaussian(1_000_000);
        double mean = 0;
        double square = 0;
        int beyond3 = 0;
        for (float number : numbers) {
            mean += number / 1e6;
            square += (double) number * number / 1e6;
            beyond3 += Math.abs(number) > 3 ? 1 : 0;
        }
        assertThat(mean).isCloseTo(0, within(4e-3));
        assertThat(square - mean * mean).isCloseTo(1, within(4 * Math.sqrt(2) / 1000));
        assertThat((double) beyond3).isCloseTo(2699.8, within(4 * Math.sqrt(2700)));
    }

    private static float first(String purpose, Object... keys) {
        return Stream.of(purpose, keys).uniform();
    }
}
