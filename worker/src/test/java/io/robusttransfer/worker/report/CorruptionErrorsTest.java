package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Corruption;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.worker.report.Outcome.Completed;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CorruptionErrorsTest {
    private static final String MEAN = "mean_accuracy_under_shifts";
    private static final String MCE = "mean_corruption_error";
    private static final String RELATIVE = "relative_mean_corruption_error";

    private static final double[] ERRORS = {.1, .2, .3, .4, .5};
    private static final double[] OF_CE = {.2, .3, .4, .6, .8};

    @ParameterizedTest
    @EnumSource
    void a_measured_number_is_found_by_its_quantity(Corruption kind) {
        String measured = new Measure.Shift(kind, 3, null).numbers().get(0).id();
        Quantity quantity = Quantity.shifted(kind.id(), 3);
        assertThat(quantity.of(new Completed(Map.of(), Map.of(measured, .25)))).hasValue(.25);
    }

    /** 1.5 of 2.3, and (1.5 − 5 · .05) of (2.3 − 5 · .10). */
    @Test
    void errors_are_summed_over_severities_and_told_by_those_of_ce() {
        Map<String, Double> numbers = numbers(
                errors("fog"), new Cell("model", 0, Where.SOURCE, cell(.05, Map.of("fog", ERRORS))), ce(0, .10, OF_CE));
        assertThat(numbers.get(MCE)).isCloseTo(.652173913, within(1e-9));
        assertThat(numbers.get(RELATIVE)).isCloseTo(.694444444, within(1e-9));
        assertThat(numbers.get("accuracy_under_shift/fog")).isCloseTo(.7, within(1e-12));
        assertThat(numbers.get(MEAN)).isCloseTo(.7, within(1e-12));
    }

    @Test
    void ce_has_one_error_for_each_of_its_own() {
        Map<String, Double> numbers = numbers(errors("fog"), ce(0, .10, OF_CE), ce(0, .10, OF_CE));
        assertThat(numbers.get(MCE)).isEqualTo(1, within(1e-12));
        assertThat(numbers.get(RELATIVE)).isEqualTo(1, within(1e-12));
    }

    /** 1.5 of 2.3 and 2.3 of 1.5, not 3.8 of 3.8. */
    @Test
    void every_change_weighs_alike() {
        Map<String, Double> numbers = numbers(
                errors("fog", "snow"),
                new Cell("model", 0, Where.SOURCE, cell(.05, Map.of("fog", ERRORS, "snow", OF_CE))),
                new Cell("ce", 0, Where.SOURCE, cell(.05, Map.of("fog", OF_CE, "snow", ERRORS))));
        assertThat(numbers.get(MCE)).isCloseTo((1.5 / 2.3 + 2.3 / 1.5) / 2, within(1e-12));
    }

    @Test
    void what_stands_in_for_another_change_counts_for_itself_alone() {
        double[] awful = {1, 1, 1, 1, 1};
        Map<String, Double> numbers = numbers(
                errors("fog", "synthetic_frost"),
                new Cell("model", 0, Where.SOURCE, cell(.05, Map.of("fog", ERRORS, "synthetic_frost", awful))),
                new Cell("ce", 0, Where.SOURCE, cell(.10, Map.of("fog", OF_CE, "synthetic_frost", OF_CE))));
        assertThat(numbers.get(MCE)).isCloseTo(.652173913, within(1e-9));
        assertThat(numbers.get(MEAN)).isCloseTo(.7, within(1e-12));
        assertThat(numbers.get("accuracy_under_shift/synthetic_frost")).isZero();
        assertThat(titles(errors("fog", "synthetic_frost")))
                .containsExactly(
                        "under fog",
                        "under synthetic frost",
                        "mean of 1 shift",
                        "mCE of 1 shift",
                        "relative mCE of 1 shift");
        assertThat(titles(errors("synthetic_frost"))).containsExactly("under synthetic frost");
    }

    @Test
    void a_change_that_costs_ce_nothing_leaves_no_relative_error() {
        Map<String, Double> numbers = numbers(
                errors("fog"),
                new Cell("model", 0, Where.SOURCE, cell(.05, Map.of("fog", ERRORS))),
                ce(0, .5, .5, .5, .5, .5, .5));
        assertThat(numbers.get(MCE)).isCloseTo(.6, within(1e-12));
        assertThat(numbers).doesNotContainKey(RELATIVE);
    }

    /** The sum of these five errors is that of 81 of 250 images five times, and 2e-16 more as floating-point numbers are added. */
    @Test
    void nor_does_one_that_costs_it_nothing_but_a_rounding() {
        boolean[] right = new boolean[250];
        Arrays.fill(right, 81, 250, true);
        Map<String, Double> severities = new HashMap<>();
        double[] accuracies = {171 / 250., 169 / 250., 172 / 250., 166 / 250., 167 / 250.};
        for (int i = 0; i < accuracies.length; i++) {
            severities.put("accuracy_under_shift/fog/" + (i + 1), accuracies[i]);
        }
        Completed ce = new Completed(
                Map.of(Series.UNCHANGED, PerImage.of(IntStream.range(0, 250).toArray(), right)), severities);
        assertThat(numbers(
                        errors("fog"),
                        new Cell("model", 0, Where.SOURCE, cell(.05, Map.of("fog", ERRORS))),
                        new Cell("ce", 0, Where.SOURCE, ce)))
                .doesNotContainKey(RELATIVE);
    }

    @Test
    void only_ce_in_the_same_place_with_the_same_seed_is_the_measure() {
        Cell model = new Cell("model", 0, Where.SOURCE, cell(.05, Map.of("fog", ERRORS)));
        Cell elsewhere = new Cell("ce", 0, Small.HEAD, cell(.10, Map.of("fog", OF_CE)));
        assertThat(numbers(errors("fog"), model, ce(1, .10, OF_CE), elsewhere)).doesNotContainKeys(MCE, RELATIVE);
        CorruptionErrors without =
                new CorruptionErrors(errors("fog").severities(), Set.of("fog", "snow"), Optional.empty(), Map.of());
        assertThat(numbers(without, model, ce(0, .10, OF_CE)))
                .doesNotContainKeys(MCE, RELATIVE)
                .containsKey(MEAN);
    }

    @Test
    void images_of_a_given_set_are_counted_by_themselves() {
        CorruptionErrors few = new CorruptionErrors(
                errors("fog", "few").severities(), Set.of("fog"), Optional.of("ce"), Map.of("few", 3));
        Completed cell = (Completed) few.in(List.of(ce(0, .10, OF_CE))).get(0).outcome();
        assertThat(Quantity.shifted("few").images(cell)).isEqualTo(3);
        assertThat(Quantity.shifted("few", 2).images(cell)).isEqualTo(3);
        assertThat(Quantity.shifted("fog").images(cell)).isEqualTo(20);
        assertThat(Quantity.unshifted().images(cell)).isEqualTo(20);
        assertThat(Quantity.clean().images(cell)).isZero();
    }

    @Test
    void a_cell_without_one_of_the_severities_has_no_mean() {
        Map<String, Double> numbers = numbers(
                errors("fog", "snow"),
                new Cell("model", 0, Where.SOURCE, cell(.05, Map.of("fog", ERRORS, "snow", new double[] {.1, .2}))),
                ce(0, .10, OF_CE));
        assertThat(numbers).doesNotContainKeys(MEAN, MCE, "accuracy_under_shift/snow");
        assertThat(numbers).containsKey("accuracy_under_shift/fog");
    }

    private static CorruptionErrors errors(String... shifts) {
        List<Quantity> severities = Stream.of(shifts)
                .flatMap(shift -> IntStream.rangeClosed(1, 5).mapToObj(severity -> Quantity.shifted(shift, severity)))
                .toList();
        return new CorruptionErrors(severities, Set.of("fog", "snow"), Optional.of("ce"), Map.of());
    }

    private static List<String> titles(CorruptionErrors errors) {
        return errors.quantities().stream().map(Quantity::title).toList();
    }

    /** Of the first of these cells. */
    private static Map<String, Double> numbers(CorruptionErrors errors, Cell... cells) {
        return ((Completed) errors.in(List.of(cells)).get(0).outcome()).numbers();
    }

    private static Cell ce(long seed, double clean, double... errors) {
        return new Cell("ce", seed, Where.SOURCE, cell(clean, Map.of("fog", errors)));
    }

    /** Twenty images, of which this share is wrong as they are, and errors by change and severity. */
    private static Completed cell(double clean, Map<String, double[]> errors) {
        boolean[] right = new boolean[20];
        for (int i = 0; i < right.length; i++) {
            right[i] = i >= Math.round(clean * right.length);
        }
        Map<String, Double> numbers = new HashMap<>();
        errors.forEach((shift, each) -> IntStream.range(0, each.length)
                .forEach(i -> numbers.put("accuracy_under_shift/" + shift + "/" + (i + 1), 1 - each[i])));
        return new Completed(
                Map.of(Series.UNCHANGED, PerImage.of(IntStream.range(0, 20).toArray(), right)), numbers);
    }
}
