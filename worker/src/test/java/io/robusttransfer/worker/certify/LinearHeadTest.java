package io.robusttransfer.worker.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class LinearHeadTest {
    private static final int PIXELS = 64;

    private static Certificate certify(double[][] weights, double[] logits, double constant) {
        return new LinearHead(weights, new double[weights.length])
                .certify(logits, new LipschitzBound(constant, 0, 0), PIXELS);
    }

    @Test
    void a_margin_of_one_of_logits_that_move_by_two_holds_to_its_published_radius() {
        double[][] identity = {{1, 0}, {0, 1}};
        assertThat(certify(identity, new double[] {1, 0}, 2).radius()).isCloseTo(.353553390593, within(1e-12));
    }

    /** W1 = diag(1, 2), ReLU, W2 = [[1, 1], [1, −1], [0, 1]] at x = (1, .5): z = (2, 0, 1), and W1 moves by at most 2. */
    @Test
    void the_nearest_of_the_other_classes_decides() {
        double[][] weights = {{1, 1}, {1, -1}, {0, 1}};
        Certificate certificate = certify(weights, new double[] {2, 0, 1}, 2);
        assertThat(certificate.label()).isEqualTo(OptionalInt.of(0));
        // class 1: 2/(2·2); class 2: 1/(2·1); both .5
        assertThat(certificate.radius()).isCloseTo(.5, within(1e-12));
        assertThat(certify(weights, new double[] {2, 0, 1.2}, 2).radius()).isCloseTo(.4, within(1e-12));
        assertThat(certify(weights, new double[] {2, .4, 1}, 2).radius()).isCloseTo(.4, within(1e-12));
    }

    @Test
    void a_margin_within_rounding_certifies_nothing() {
        LinearHead head = new LinearHead(new double[][] {{1, 0}, {0, 1}}, new double[2]);
        LipschitzBound bound = new LipschitzBound(1, 7, 0x1p-17);
        // logits of at most 7 + 8, since no image is longer than 8, two of them
        double rounding = 30 * 0x1p-17;
        assertThat(head.certify(new double[] {rounding, 0}, bound, PIXELS).radius())
                .isZero();
        assertThat(head.certify(new double[] {2 * rounding, 0}, bound, PIXELS).radius())
                .isCloseTo(rounding / Math.sqrt(2), within(1e-12));
    }

    @Test
    void classes_of_equal_weights_never_change_places_and_no_radius_is_larger_than_all_images() {
        double[][] equal = {{1, 2}, {1, 2}};
        assertThat(certify(equal, new double[] {1, 0}, 3).radius()).isEqualTo(8);
        assertThat(certify(equal, new double[] {1, 1}, 3).radius()).isZero();
        assertThat(certify(new double[][] {{1, 0}, {0, 1}}, new double[] {1, 0}, 1e-9)
                        .radius())
                .isEqualTo(8);
    }

    @Property
    void a_larger_bound_or_a_smaller_margin_certifies_no_further(
            @ForAll @DoubleRange(min = .1, max = 10) double constant,
            @ForAll @DoubleRange(min = 0, max = 5) double margin,
            @ForAll @DoubleRange(min = 0, max = 5) double more) {
        double[][] weights = {{1, 0}, {0, 1}};
        double radius = certify(weights, new double[] {margin, 0}, constant).radius();
        assertThat(certify(weights, new double[] {margin, 0}, constant + more).radius())
                .isLessThanOrEqualTo(radius);
        assertThat(certify(weights, new double[] {margin + more, 0}, constant).radius())
                .isGreaterThanOrEqualTo(radius);
    }
}
