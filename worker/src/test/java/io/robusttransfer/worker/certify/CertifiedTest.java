package io.robusttransfer.worker.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CertifiedTest {
    private static final Certified FOUR = new Certified(
            List.of(certificate(0, .5), certificate(1, .25), certificate(2, .75), Certificate.ABSTAIN),
            List.of(0, 1, 0, 3));

    @Test
    void right_with_at_least_the_radius_counts_and_abstaining_is_wrong() {
        assertThat(FOUR.accuracy(0)).isEqualTo(.5);
        assertThat(FOUR.accuracy(.25)).isEqualTo(.5);
        assertThat(FOUR.accuracy(.2500001)).isEqualTo(.25);
        assertThat(FOUR.accuracy(.5)).isEqualTo(.25);
        assertThat(FOUR.accuracy(.6)).isZero();
    }

    @Test
    void wrong_and_abstaining_images_have_no_radius_in_the_average() {
        assertThat(FOUR.averageRadius()).isCloseTo((.5 + .25) / 4, within(1e-15));
    }

    @Test
    void the_curve_holds_the_accuracy_at_each_radius() {
        assertThat(FOUR.curve(List.of(0., .5)))
                .containsExactly(new Certified.Point(0, .5), new Certified.Point(.5, .25));
    }

    @Test
    void a_certificate_without_a_label_is_refused() {
        assertThatThrownBy(() -> new Certified(List.of(Certificate.ABSTAIN), List.of()))
                .hasMessage("1 certificates, 0 labels");
    }

    private static Certificate certificate(int label, double radius) {
        return new Certificate(OptionalInt.of(label), radius);
    }
}
