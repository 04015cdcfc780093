package io.robusttransfer.worker.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.random.Stream;
import java.util.Arrays;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.hipparchus.special.Beta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfidenceSequenceTest {
    private static final NormalDistribution NORMAL = new NormalDistribution(0, 1);
    private static final double PHI_1 = NORMAL.cumulativeProbability(1);

    @Test
    void e_values_of_successes_and_of_failures() {
        assertThat(ConfidenceSequence.logE(95, 100, PHI_1, 1 - PHI_1)).isCloseTo(4.705122303192503, within(1e-12));
        assertThat(ConfidenceSequence.logE(30, 100, 1 - PHI_1, PHI_1)).isCloseTo(4.238804979483554, within(1e-12));
    }

    /** Where the e-value for p reaches 1/alpha is the lower bound that holds at every number of draws. */
    @ParameterizedTest
    @CsvSource({
        "10, 10, .416127188782",
        "100, 100, .913212299285",
        "990, 1000, .971526347320",
        "1000, 1000, .990927270850",
        "99000, 100000, .988559347915",
        "600, 1000, .531898560346",
    })
    void the_probabilities_that_are_excluded_end_at_this_bound(int successes, int draws, double bound) {
        double low = 1e-9;
        double high = (double) successes / draws;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            boolean excluded = ConfidenceSequence.logE(successes, draws, middle, 1 - middle) >= Math.log(1000);
            low = excluded ? middle : low;
            high = excluded ? high : middle;
        }
        assertThat(low).isCloseTo(bound, within(1e-11));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 100, 71, 29",
        "0, 1000, 569, 431",
        "0, 10000, 5231, 4769",
        "1, 100, 97, 67",
        "1, 1000, 888, 787",
        "1, 10000, 8573, 8236",
        "2, 100, -1, 88",
        "2, 1000, 994, 951",
        "2, 10000, 9833, 9694",
    })
    void certifies_from_so_many_and_refuses_up_to_so_many(double radius, int draws, int from, int upTo) {
        ConfidenceSequence sequence = ConfidenceSequence.at(radius, 1, .001);
        if (from < 0) {
            assertThat(sequence.after(draws, draws)).isEqualTo(Verdict.UNDECIDED);
        } else {
            assertThat(sequence.after(from, draws)).isEqualTo(Verdict.CERTIFIED);
            assertThat(sequence.after(from - 1, draws)).isEqualTo(Verdict.UNDECIDED);
        }
        assertThat(sequence.after(upTo, draws)).isEqualTo(Verdict.REFUSED);
        assertThat(sequence.after(upTo + 1, draws)).isEqualTo(Verdict.UNDECIDED);
    }

    @ParameterizedTest
    @CsvSource({"0, 13, 13", "1, 53, 5", "2, 396, 3"})
    void as_many_draws_in_agreement_are_enough(double radius, int right, int wrong) {
        ConfidenceSequence sequence = ConfidenceSequence.at(radius, 1, .001);
        assertThat(sequence.leastDraws()).hasValue(right);
        assertThat(sequence.after(right, right)).isEqualTo(Verdict.CERTIFIED);
        assertThat(sequence.after(right - 1, right - 1)).isEqualTo(Verdict.UNDECIDED);
        assertThat(sequence.after(0, wrong)).isEqualTo(Verdict.REFUSED);
        assertThat(sequence.after(0, wrong - 1)).isEqualTo(Verdict.UNDECIDED);
    }

    @Property(tries = 300)
    void it_is_the_formula_with_beta_functions_wherever_those_can_be_computed(
            @ForAll @IntRange(min = 1, max = 300) int draws,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll @DoubleRange(min = .05, max = .95) double p) {
        int s = (int) Math.round(share * draws);
        double survival = Beta.regularizedBeta(1 - p, 1. + draws - s, 1. + s);
        Assume.that(survival > 1e-4);
        double formula = Beta.logBeta(1. + s, 1. + draws - s)
                + Math.log(survival)
                - Math.log(1 - p)
                - s * Math.log(p)
                - (draws - s) * Math.log(1 - p);
        assertThat(ConfidenceSequence.logE(s, draws, p, 1 - p)).isCloseTo(formula, within(1e-8));
    }

    /** As a supermartingale must: its mean over the next draw is what it is. */
    @Property(tries = 300)
    void at_p0_the_next_draw_changes_the_e_value_by_nothing_on_average(
            @ForAll @IntRange(min = 0, max = 100_000) int draws,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll @DoubleRange(min = .01, max = .99) double p) {
        // near p, where the values are not so far apart that one of them is all
        long s =
                Math.min(draws, Math.max(0, Math.round(draws * p + (share - .5) * 8 * Math.sqrt(draws * p * (1 - p)))));
        double now = ConfidenceSequence.logE(s, draws, p, 1 - p);
        double right = ConfidenceSequence.logE(s + 1, draws + 1L, p, 1 - p);
        double wrong = ConfidenceSequence.logE(s, draws + 1L, p, 1 - p);
        assertThat(p * Math.exp(right - now) + (1 - p) * Math.exp(wrong - now)).isCloseTo(1, within(1e-9));
    }

    @Property(tries = 300)
    void more_successes_a_smaller_radius_or_a_larger_alpha_never_take_a_certificate_back(
            @ForAll @IntRange(min = 1, max = 5000) int draws,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll @DoubleRange(min = .01, max = 3) double radius) {
        int s = (int) Math.round(share * draws);
        int certified = rank(ConfidenceSequence.at(radius, 1, .001).after(s, draws));
        assertThat(rank(ConfidenceSequence.at(radius, 1, .001).after(Math.min(draws, s + 1), draws)))
                .isGreaterThanOrEqualTo(certified);
        assertThat(rank(ConfidenceSequence.at(radius * .9, 1, .001).after(s, draws)))
                .isGreaterThanOrEqualTo(certified);
        if (certified == 1) {
            assertThat(ConfidenceSequence.at(radius, 1, .01).after(s, draws)).isEqualTo(Verdict.CERTIFIED);
        }
    }

    private static int rank(Verdict verdict) {
        return switch (verdict) {
            case CERTIFIED -> 1;
            case UNDECIDED -> 0;
            case REFUSED -> -1;
        };
    }

    @Test
    void extreme_counts_and_radii_have_finite_values_and_the_right_sign() {
        assertThat(ConfidenceSequence.logE(10_000_000, 10_000_000, .5, .5))
                .isFinite()
                .isGreaterThan(6e6);
        assertThat(ConfidenceSequence.logE(0, 10_000_000, .5, .5)).isFinite().isNegative();
        assertThat(ConfidenceSequence.at(5.2, 1, .499).leastDraws().getAsLong()).isGreaterThan(10_000_000);
        assertThat(ConfidenceSequence.at(1e9, 1, .001).leastDraws()).isEmpty();
        assertThat(ConfidenceSequence.at(1e-12, 1, .001).leastDraws()).hasValue(13);
        assertThatThrownBy(() -> ConfidenceSequence.at(1, 1, .001).after(11, 10))
                .hasMessage("11 successes of 10");
    }

    /** Whole paths to the cap with every look, at the threshold and a hundredth beside it. */
    @ParameterizedTest
    @CsvSource({".001, 1", ".001, 0.5", ".05, 1", ".05, 2"})
    void decides_wrongly_on_at_most_alpha_of_whole_paths(double alpha, double radius) {
        int looks = 1000;
        int paths = 10_000;
        ConfidenceSequence sequence = ConfidenceSequence.at(radius, 1, alpha);
        int[] from = new int[looks];
        int[] upTo = new int[looks];
        thresholds(sequence, from, upTo);
        double p0 = NORMAL.cumulativeProbability(radius);
        double most = alpha + 4 * Math.sqrt(alpha * (1 - alpha) / paths);
        for (double p : new double[] {p0 - .01, p0, p0 + .01}) {
            int[] ends = ends(p, paths, from, upTo);
            double certified = (double) ends[0] / paths;
            double refused = (double) ends[1] / paths;
            if (p <= p0) {
                assertThat(certified).as("certified at %s", p).isLessThanOrEqualTo(most);
            }
            if (p >= p0) {
                assertThat(refused).as("refused at %s", p).isLessThanOrEqualTo(most);
            }
            if (p != p0) {
                assertThat(p > p0 ? certified : refused).as("decided at %s", p).isGreaterThan(.98);
            }
        }
    }

    /** By look, from how many successes it certifies and up to how many it refuses. */
    private static void thresholds(ConfidenceSequence sequence, int[] from, int[] upTo) {
        int certified = 0;
        int refused = -1;
        for (int look = 0; look < from.length; look++) {
            int draws = BlockCounts.LOOK * (look + 1);
            while (certified <= draws && sequence.after(certified, draws) != Verdict.CERTIFIED) {
                certified++;
            }
            while (sequence.after(refused + 1, draws) == Verdict.REFUSED) {
                refused++;
            }
            from[look] = certified;
            upTo[look] = refused;
        }
    }

    /** How many paths were certified, and how many refused. */
    private static int[] ends(double p, int paths, int[] from, int[] upTo) {
        double[] cumulative = new double[BlockCounts.LOOK + 1];
        BinomialDistribution successes = new BinomialDistribution(BlockCounts.LOOK, p);
        for (int i = 0; i < cumulative.length; i++) {
            cumulative[i] = successes.cumulativeProbability(i);
        }
        Stream stream = Stream.of("whole paths", String.valueOf(p));
        int[] ends = new int[2];
        for (int path = 0; path < paths; path++) {
            int right = 0;
            for (int look = 0; look < from.length; look++) {
                int place = Arrays.binarySearch(cumulative, stream.uniformDouble());
                right += place < 0 ? -1 - place : place;
                if (right >= from[look] || right <= upTo[look]) {
                    ends[right >= from[look] ? 0 : 1]++;
                    break;
                }
            }
        }
        return ends;
    }
}
