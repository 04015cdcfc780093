package io.robusttransfer.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import org.junit.jupiter.api.Test;

@OnTorch
class ChangeTest {
    @Test
    void a_constant_added_to_all_logits_is_no_change() {
        Scope.run(() -> {
            Tensor logits = Tensor.of(new float[] {3, 1, -1, 0, 2, 4}, 2, 3);
            assertThat(Change.centred(logits).floats()).containsExactly(2, 0, -2, -2, 0, 2);
            assertThat(Change.squared(Change.centred(logits), Change.centred(logits.add(7)))
                            .floats())
                    .containsExactly(new float[] {0, 0}, within(1e-10f));
        });
    }

    @Test
    void a_change_is_the_square_of_the_euclidean_length() {
        Scope.run(() -> assertThat(
                        Change.squared(Tensor.of(new float[] {3, 4, 0, 0}, 2, 2), Tensor.zeros(Type.FLOAT32, 2, 2))
                                .floats())
                .containsExactly(25, 0));
    }

    /** Points 0, 3 and 4 on a line: distances 3, 4 and 1. */
    @Test
    void the_unit_is_the_median_distance_of_two_different_images() {
        assertThat(Change.medianDistance(new double[][] {{0}, {3}, {4}})).isEqualTo(3);
        assertThat(Change.medianDistance(new double[][] {{0, 0}, {3, 4}})).isEqualTo(5);
        assertThat(Change.medianDistance(new double[][] {{0}, {1}, {3}, {7}})).isEqualTo(3.5);
    }

    @Test
    void an_output_that_is_the_same_for_all_has_no_unit() {
        assertThat(Change.medianDistance(new double[][] {{2}, {2}, {2}})).isZero();
        assertThat(Change.medianDistance(new double[][] {{2}})).isZero();
    }
}
