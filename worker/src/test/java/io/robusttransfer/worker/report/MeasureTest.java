package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.report.Outcome.Attacked;
import io.robusttransfer.worker.report.Outcome.Certified;
import io.robusttransfer.worker.report.Outcome.Completed;
import io.robusttransfer.worker.report.Outcome.Correct;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasureTest {
    private static final int[] FOUR = {0, 1, 2, 3};

    private final Completed cell = new Completed(
            new Correct(FOUR, new boolean[] {true, true, true, false}),
            List.of(
                    new Attacked("pgd20", "8/255", new Correct(FOUR, new boolean[] {true, true, false, false})),
                    // the same images, measured in another order
                    new Attacked("fgsm", "16/510", new Correct(new int[] {3, 2, 1, 0}, new boolean[] {
                        false, true, true, false
                    }))),
            List.of(new Certified(
                    "0.25", FOUR, new boolean[] {true, true, false, false}, new double[] {0.5, 0.1, 0.9, Double.NaN})));

    @Test
    void clean_accuracy_is_a_share_of_the_images() {
        assertThat(new Measure.Clean().of(cell)).hasValue(0.75);
    }

    @Test
    void the_worst_of_two_attacks_is_taken_image_by_image() {
        var pgd = new Measure.Under("pgd20", "8/255");
        var fgsm = new Measure.Under("fgsm", "16/510");
        assertThat(new Measure.Robust("Linf", "8/255", List.of(pgd)).of(cell)).hasValue(0.5);
        assertThat(new Measure.Robust("Linf", "8/255", List.of(fgsm)).of(cell)).hasValue(0.5);
        // only image 1 withstands both
        assertThat(new Measure.Robust("Linf", "8/255", List.of(pgd, fgsm)).of(cell))
                .hasValue(0.25);
    }

    @Test
    void the_average_certified_radius_counts_wrong_and_abstained_as_zero() {
        assertThat(new Measure.Acr("0.25").of(cell).orElseThrow()).isCloseTo(0.15, within(1e-15));
    }

    @Test
    void certified_accuracy_holds_at_its_own_radius_and_not_beyond() {
        assertThat(new Measure.CertifiedAt("0.25", 0).of(cell)).hasValue(0.5);
        assertThat(new Measure.CertifiedAt("0.25", 0.5).of(cell)).hasValue(0.25);
        assertThat(new Measure.CertifiedAt("0.25", 0.5001).of(cell)).hasValue(0);
    }

    @Test
    void a_measure_that_was_not_taken_has_no_value() {
        assertThat(new Measure.Acr("0.5").of(cell)).isEmpty();
        assertThat(new Measure.Robust("L2", "1", List.of(new Measure.Under("pgd20", "1"))).of(cell))
                .isEmpty();
    }

    @Test
    void impossible_outcomes_are_refused() {
        assertThatThrownBy(() -> new Correct(FOUR, new boolean[3])).hasMessageContaining("3 outcomes for 4 images");
        assertThatThrownBy(() -> new Correct(new int[] {5, 5}, new boolean[2])).hasMessageContaining("image 5");
        assertThatThrownBy(() -> new Certified("0.25", new int[] {7}, new boolean[] {true}, new double[] {Double.NaN}))
                .hasMessageContaining("image 7 is certified with radius NaN");
    }
}
