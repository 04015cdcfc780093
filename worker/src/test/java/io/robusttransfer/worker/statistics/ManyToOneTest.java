package io.robusttransfer.worker.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManyToOneTest {
    /** Dunnett, "New tables for multiple comparisons with a control", Biometrics 1964, by comparisons 1 to 9. */
    @ParameterizedTest
    @CsvSource({
        "5, '2.57 3.03 3.29 3.48 3.62 3.73 3.82 3.90 3.97'",
        "10, '2.23 2.57 2.76 2.89 2.99 3.07 3.14 3.19 3.24'",
        "20, '2.09 2.38 2.54 2.65 2.73 2.80 2.86 2.90 2.95'",
    })
    void two_sided_quantiles_at_95_percent_are_those_of_dunnetts_table(int df, String row) {
        String[] published = row.split(" ");
        for (int comparisons = 1; comparisons <= published.length; comparisons++) {
            assertThat(new ManyToOne(comparisons, df).twoSided(.95))
                    .isCloseTo(Double.parseDouble(published[comparisons - 1]), within(.0051));
        }
    }

    /** Dunnett 1955, table 1a. */
    @ParameterizedTest
    @CsvSource({
        "5, '2.02 2.44 2.68 2.85 2.98 3.08 3.16 3.24 3.30'",
        "10, '1.81 2.15 2.34 2.47 2.56 2.64 2.70 2.76 2.81'",
        "20, '1.72 2.03 2.19 2.30 2.39 2.46 2.51 2.56 2.60'",
    })
    void one_sided_quantiles_at_95_percent_are_those_of_dunnetts_table(int df, String row) {
        String[] published = row.split(" ");
        for (int comparisons = 1; comparisons <= published.length; comparisons++) {
            assertThat(new ManyToOne(comparisons, df).oneSided(.95))
                    .isCloseTo(Double.parseDouble(published[comparisons - 1]), within(.0051));
        }
    }

    @Property(tries = 30)
    void one_comparison_is_students_t(
            @ForAll @IntRange(min = 1, max = 60) int df, @ForAll @DoubleRange(min = .6, max = .99) double probability) {
        TDistribution t = new TDistribution(df);
        ManyToOne one = new ManyToOne(1, df);
        double bothSides = t.inverseCumulativeProbability(.5 + probability / 2);
        double oneSide = t.inverseCumulativeProbability(probability);
        assertThat(one.twoSided(probability)).isCloseTo(bothSides, within(1e-3 * bothSides));
        assertThat(one.oneSided(probability)).isCloseTo(oneSide, within(1e-3 * (1 + oneSide)));
    }

    @Property(tries = 20)
    void more_comparisons_reach_further_and_never_as_far_as_bonferroni(
            @ForAll @IntRange(min = 2, max = 20) int comparisons, @ForAll @IntRange(min = 2, max = 40) int df) {
        double d = new ManyToOne(comparisons, df).twoSided(.95);
        assertThat(d)
                .isGreaterThan(new ManyToOne(comparisons - 1, df).twoSided(.95))
                .isLessThan(new TDistribution(df).inverseCumulativeProbability(1 - .025 / comparisons) + 1e-3);
    }

    @Test
    void nothing_to_compare_is_refused() {
        assertThatThrownBy(() -> new ManyToOne(0, 4)).hasMessageContaining("0 comparisons");
        assertThatThrownBy(() -> new ManyToOne(2, 0)).hasMessageContaining("0 degrees of freedom");
        assertThatThrownBy(() -> new ManyToOne(2, 4).twoSided(1)).hasMessageContaining("probability of 1.0");
    }
}
