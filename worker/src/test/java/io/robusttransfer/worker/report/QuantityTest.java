package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.report.Outcome.Completed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuantityTest {
    private static final int[] FOUR = {0, 1, 2, 3};

    private final Completed cell = new Completed(
            Map.of(
                    Series.CLEAN,
                    PerImage.of(FOUR, new boolean[] {true, true, true, false}),
                    Series.attack("pgd20", "8/255"),
                    PerImage.of(FOUR, new boolean[] {true, true, false, false}),
                    // the same images, measured in another order
                    Series.attack("fgsm", "16/510"),
                    PerImage.of(new int[] {3, 2, 1, 0}, new boolean[] {false, true, true, false}),
                    Series.smoothing("0.25"),
                    PerImage.certified(
                            FOUR, new boolean[] {true, true, false, false}, new double[] {0.5, 0.1, 0.9, Double.NaN}),
                    Series.anytime("0.25", "1/8"),
                    new PerImage(
                            FOUR, new boolean[] {true, false, false, false}, new double[] {100, 700, 300, Double.NaN}),
                    Series.draws("0.25"),
                    new PerImage(FOUR, new boolean[] {true, true, true, true}, new double[] {200, 800, 400, 100_100})),
            Map.of("leep", -0.5));

    @Test
    void clean_accuracy_is_a_share_of_the_images() {
        assertThat(Quantity.clean().of(cell)).hasValue(0.75);
    }

    @Test
    void the_worst_of_two_attacks_is_taken_image_by_image() {
        Quantity.Under pgd = new Quantity.Under("pgd20", "8/255", "pgd", null);
        Quantity.Under fgsm = new Quantity.Under("fgsm", "16/510", "fgsm", null);
        assertThat(Quantity.robust("Linf", "8/255", List.of(pgd)).of(cell)).hasValue(0.5);
        assertThat(Quantity.robust("Linf", "8/255", List.of(fgsm)).of(cell)).hasValue(0.5);
        // only image 1 withstands both
        assertThat(Quantity.robust("Linf", "8/255", List.of(pgd, fgsm)).of(cell))
                .hasValue(0.25);
    }

    @Test
    void the_average_certified_radius_counts_wrong_and_abstained_as_zero() {
        assertThat(Quantity.averageCertifiedRadius("0.25").of(cell).orElseThrow())
                .isCloseTo(0.15, within(1e-15));
    }

    @Test
    void certified_accuracy_holds_at_its_own_radius_and_not_beyond() {
        assertThat(Quantity.certifiedAccuracy("0.25", 0).of(cell)).hasValue(0.5);
        assertThat(Quantity.certifiedAccuracy("0.25", 0.5).of(cell)).hasValue(0.25);
        assertThat(Quantity.certifiedAccuracy("0.25", 0.5001).of(cell)).hasValue(0);
    }

    @Test
    void quartiles_of_probabilities_are_those_of_images_and_one_half_where_nothing_is_certified() {
        // radii 0.5 and 0.1, and two images that certify nothing
        assertThat(Quantity.probability("0.25", Quantity.Quartile.LOWER).of(cell))
                .hasValue(0.5);
        assertThat(Quantity.probability("0.25", Quantity.Quartile.MEDIAN).of(cell))
                .hasValue(0.5);
        assertThat(Quantity.probability("0.25", Quantity.Quartile.UPPER)
                        .of(cell)
                        .orElseThrow())
                .as("Phi(0.1 / 0.25)")
                .isCloseTo(0.6554217416103242, within(1e-12));
        assertThat(Quantity.probability("0.5", Quantity.Quartile.UPPER).of(cell))
                .isEmpty();
    }

    @Test
    void what_was_asked_at_a_radius_is_answered_at_that_radius_alone() {
        assertThat(Quantity.anytimeAccuracy("0.25", "1/8").of(cell)).hasValue(0.25);
        assertThat(Quantity.undecided("0.25", "1/8").of(cell)).hasValue(0.25);
        assertThat(Quantity.draws("0.25").of(cell)).hasValue(25_375);
        assertThat(Quantity.anytimeAccuracy("0.25", "1/8").at().radius()).isEqualTo("0.125");
        assertThat(Quantity.anytimeAccuracy("0.25", "1/16").of(cell)).isEmpty();
    }

    @Test
    void a_change_is_a_median_over_all_images_and_none_where_there_is_no_unit() {
        Quantity change = Quantity.representation("features", "logits", "Linf", "0.1");
        assertThat(change.of(moved(.4, .1, .2, .6))).hasValue(.30000000000000004);
        assertThat(change.of(moved(Double.NaN, Double.NaN, Double.NaN, Double.NaN)))
                .isEmpty();
        assertThat(Quantity.representation("features", "label", "Linf", "0.1").of(moved(.4, .1, .2, .6)))
                .isEmpty();
    }

    private static Completed moved(double... changes) {
        return new Completed(Map.of(
                Series.representation("features", "logits", "0.1"), new PerImage(FOUR, new boolean[4], changes)));
    }

    @Test
    void a_measure_that_was_not_taken_has_no_value() {
        assertThat(Quantity.averageCertifiedRadius("0.5").of(cell)).isEmpty();
        assertThat(Quantity.robust("L2", "1", List.of(new Quantity.Under("pgd20", "1", "pgd", null)))
                        .of(cell))
                .isEmpty();
    }

    @Test
    void a_number_of_the_whole_cell_is_a_measure_as_any() {
        Quantity leep = Quantity.number("leep", "LEEP", new Quantity.Unit("nats"), Quantity.Better.HIGHER);
        assertThat(leep.of(cell)).hasValue(-0.5);
        assertThat(leep.perImage(cell)).isEmpty();
        assertThat(leep.heading()).isEqualTo("LEEP (nats)");
        assertThat(leep.shown(-1234.567)).isEqualTo("-1235");
        assertThat(leep.shown(.000123456)).isEqualTo("0.0001235");
        assertThat(leep.of(new Completed(Map.of()))).isEmpty();
    }

    @Test
    void the_better_one_of_two_is_the_higher_or_the_lower() {
        assertThat(Quantity.Better.HIGHER.than(2, 1)).isTrue();
        assertThat(Quantity.Better.HIGHER.than(1, 1)).isFalse();
        assertThat(Quantity.Better.LOWER.than(1, 2)).isTrue();
    }

    @Test
    void impossible_outcomes_are_refused() {
        assertThatThrownBy(() -> PerImage.of(FOUR, new boolean[3])).hasMessageContaining("3 outcomes for 4 images");
        assertThatThrownBy(() -> PerImage.of(new int[] {5, 5}, new boolean[2])).hasMessageContaining("image 5");
        assertThatThrownBy(() -> PerImage.certified(new int[] {7}, new boolean[] {true}, new double[] {Double.NaN}))
                .hasMessageContaining("image 7 is certified with radius NaN");
    }
}
