package io.robusttransfer.worker.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.random.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors computed in 40-digit arithmetic. */
class CohenTest {
    @ParameterizedTest
    @CsvSource({
        "990, 1000, .001, .25, .9760361871553, .4945023955353",
        "1000, 1000, .001, .25, .9931160484209, .6158156536952",
        "100000, 100000, .001, .25, .9999309248330, .9528641408475",
        "99000, 100000, .001, .5, .9889893403775, 1.144999977607",
        "9999, 10000, .001, .5, .9990770386693, 1.556981796091",
        "5200, 10000, .001, 1, .5045018488792, .0112847011915",
        "600, 1000, .001, .5, .5510754739371, .0641894981528",
        "800, 1000, .0005, .25, .7556759238544, .1731151374107",
        "95, 100, .05, .12, .8977466223567, .1522579004575",
    })
    void certifies_with_this_bound_and_radius(
            int successes, int trials, double alpha, double sigma, double bound, double radius) {
        assertThat(Cohen.lowerBound(successes, trials, alpha)).isCloseTo(bound, within(1e-12));
        Certificate certificate = Cohen.certify(votes(successes, trials), sigma, alpha);
        assertThat(certificate.label()).hasValue(1);
        assertThat(certificate.radius()).isCloseTo(radius, within(1e-11));
    }

    @ParameterizedTest
    @CsvSource({"549, 1000, .001, .5, .4996730641423", "540, 1000, .001, .5, .4906558614762"})
    void abstains_where_the_bound_is_below_half(int successes, int trials, double alpha, double sigma, double bound) {
        assertThat(Cohen.lowerBound(successes, trials, alpha)).isCloseTo(bound, within(1e-12));
        assertThat(Cohen.certify(votes(successes, trials), sigma, alpha)).isEqualTo(Certificate.ABSTAIN);
    }

    @ParameterizedTest
    @CsvSource({"66, 100", "550, 1000", "5156, 10000"})
    void the_smallest_count_that_certifies(int successes, int trials) {
        assertThat(Cohen.certify(votes(successes, trials), 1, .001).label()).hasValue(1);
        assertThat(Cohen.certify(votes(successes - 1, trials), 1, .001).label()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "100, 1.50047502412",
        "1000, 2.46326261478",
        "10000, 3.19857751474",
        "100000, 3.81145656339",
        "1000000, 4.3467736987"
    })
    void the_radius_has_a_ceiling(int trials, double ceiling) {
        assertThat(Cohen.certify(votes(trials, trials), 1, .001).radius()).isCloseTo(ceiling, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "60, 40, .05688793364, false",
        "65, 35, .003517641723, false",
        "67, 33, .0008737198369, true",
        "552, 448, .001115049179, false",
        "553, 447, .0008899859648, true",
        "10, 0, .001953125, false",
        "11, 0, .0009765625, true",
        "5, 5, 1, false",
    })
    void predicts_where_a_fair_coin_would_hardly_be_as_uneven(int first, int second, double p, boolean returns) {
        assertThat(Cohen.twoSided(first, first + second)).isCloseTo(p, within(1e-10));
        OptionalInt expected = returns ? OptionalInt.of(2) : OptionalInt.empty();
        assertThat(Cohen.predict(new int[] {0, second, first}, .001)).isEqualTo(expected);
    }

    @Test
    void the_selection_s_votes_choose_the_class_and_are_not_counted() {
        List<BlockCounts> selection = List.of(new BlockCounts(-1, List.of(40, 60)));
        Votes votes = new Votes(selection, List.of(new BlockCounts(0, List.of(990, 10))));
        assertThat(Cohen.certify(votes, .25, .001)).isEqualTo(Certificate.ABSTAIN);
    }

    @Test
    void the_first_of_equal_classes_is_selected() {
        Votes votes = new Votes(
                List.of(new BlockCounts(-1, List.of(20, 40, 40))),
                List.of(new BlockCounts(0, List.of(0, 500, 50)), new BlockCounts(1, List.of(0, 400, 50))));
        assertThat(Cohen.certify(votes, .25, .001).label()).hasValue(1);
    }

    @Test
    void no_success_bounds_nothing() {
        assertThat(Cohen.lowerBound(0, 1000, .001)).isZero();
        assertThatThrownBy(() -> Cohen.lowerBound(11, 10, .001)).hasMessage("11 successes of 10");
        assertThatThrownBy(() -> Cohen.lowerBound(0, 0, .001)).hasMessage("0 successes of 0");
    }

    @Test
    void the_bound_fails_at_most_as_often_as_alpha() {
        double alpha = .01;
        int simulations = 20_000;
        for (double p : new double[] {.5, .8, .99}) {
            List<Double> bounds = new ArrayList<>();
            for (int successes = 0; successes <= 100; successes++) {
                bounds.add(Cohen.lowerBound(successes, 100, alpha));
            }
            int failures = 0;
            Stream stream = Stream.of("coverage", (int) (p * 100));
            for (int i = 0; i < simulations; i++) {
                int successes = 0;
                for (int draw = 0; draw < 100; draw++) {
                    successes += stream.uniformDouble() < p ? 1 : 0;
                }
                failures += bounds.get(successes) > p ? 1 : 0;
            }
            double standardError = Math.sqrt(alpha * (1 - alpha) / simulations);
            assertThat((double) failures / simulations).isLessThanOrEqualTo(alpha + 4 * standardError);
        }
    }

    @Property(tries = 300)
    void more_votes_or_a_larger_alpha_never_lower_the_bound(
            @ForAll @IntRange(min = 1, max = 2000) int trials, @ForAll @IntRange(min = 0, max = 1999) int some) {
        int successes = some % trials;
        double bound = Cohen.lowerBound(successes, trials, .001);
        assertThat(bound).isBetween(0., (double) successes / trials);
        assertThat(Cohen.lowerBound(successes + 1, trials, .001)).isGreaterThan(bound);
        assertThat(Cohen.lowerBound(successes, trials, .01)).isGreaterThanOrEqualTo(bound);
    }

    /** Selection names class 1; the estimation gives it {@code successes} votes, in blocks of 1,000. */
    private static Votes votes(int successes, int trials) {
        List<BlockCounts> blocks = new ArrayList<>();
        for (int drawn = 0; drawn < trials; drawn += BlockCounts.DRAWS) {
            int draws = Math.min(BlockCounts.DRAWS, trials - drawn);
            int right = Math.max(0, Math.min(draws, successes - drawn));
            blocks.add(new BlockCounts(blocks.size(), List.of(draws - right, right)));
        }
        return new Votes(List.of(new BlockCounts(-1, List.of(1, 99))), blocks);
    }
}
