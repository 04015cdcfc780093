package io.robusttransfer.worker.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.model.LinearMap;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnTorch
class OperatorNormTest {
    private static final LinearMap LINE = LinearMap.conv("line", 1, 1, 8, 1, 1);
    private static final LinearMap SQUARE = LinearMap.conv("square", 1, 8, 8, 1, 1);

    private static Tensor line() {
        return Tensor.of(new double[] {0, 0, 0, 1, 2, 1, 0, 0, 0}, 1, 1, 3, 3);
    }

    private static Tensor ones() {
        return Tensor.full(1, Type.FLOAT64, 1, 1, 3, 3);
    }

    private static double onTorus(LinearMap map, Tensor weight) {
        return new TorusSymbol(map, weight.to(Type.FLOAT64)).norm(grams -> OperatorNorm.iterated(grams, 10));
    }

    @Test
    void each_iteration_comes_closer_from_above_as_worked_out_by_hand() {
        Tensor w = Tensor.of(new double[] {3, 0, 4, 5}, 2, 2);
        Tensor gram = w.permute(1, 0).matmul(w).reshape(1, 2, 2);
        double[] expected = {6.72881309672717, 6.708331728503394, 6.7082039422390825, 6.708203932499369};
        for (int k = 1; k <= 4; k++) {
            assertThat(OperatorNorm.iterated(gram, k)).isCloseTo(expected[k - 1], within(1e-12));
        }
    }

    @Test
    void zero_padding_at_the_real_size_is_bounded_from_above_and_closely() {
        // 2 + 2 cos(pi/9), and that of three by three ones; the kernels as matrices have norms of 2.449 and 3
        assertThat(OperatorNorm.bound(LINE, line())).isBetween(3.879385241572, 3.879385241572 * 1.001);
        assertThat(OperatorNorm.bound(SQUARE, ones())).isBetween(8.290859369382, 8.290859369382 * 1.001);
    }

    @Test
    void on_a_torus_they_have_the_published_norms_of_circular_convolutions() {
        assertThat(onTorus(LINE, line())).isBetween(4., 4.004);
        assertThat(onTorus(SQUARE, ones())).isBetween(9., 9.01);
    }

    /** By 300 steps of a power iteration, which ends below the norm. */
    private static double estimated(LinearMap map, Tensor weight) {
        Tensor v =
                Tensor.of(Stream.of("v").gaussian(map.inputs()), map.shape(1)).to(Type.FLOAT64);
        double norm = 0;
        for (int i = 0; i < 300; i++) {
            Tensor leaf = v.leaf();
            Grad.Result at = Grad.of(() -> map.apply(leaf, weight).square().sum(), leaf);
            norm = Math.sqrt(at.value().item() / v.square().sum().item());
            v = at.gradient().div(at.gradient().square().sum().sqrt());
        }
        return norm;
    }

    /** Kernels of all kinds of small-cnn, and others, on sides that the stride does not divide, too. */
    @ParameterizedTest
    @CsvSource({
        "1, 12, 3, 1, 1, 8, 8", "3, 4, 3, 1, 1, 9, 5", "3, 4, 4, 2, 1, 8, 8", "5, 2, 4, 2, 1, 9, 11",
        "2, 7, 4, 2, 1, 7, 8", "2, 3, 5, 3, 2, 10, 11", "4, 4, 1, 1, 0, 6, 6", "2, 3, 3, 2, 0, 9, 9"
    })
    void random_convolutions_lie_between_their_estimate_and_both_bounds(
            int channels, int outputs, int kernel, int stride, int padding, int height, int width) {
        LinearMap map = LinearMap.conv("conv", channels, height, width, stride, padding);
        for (int i = 0; i < 5; i++) {
            float[] values = Stream.of("kernel", i).gaussian(outputs * channels * kernel * kernel);
            Tensor weight = Tensor.of(values, outputs, channels, kernel, kernel).to(Type.FLOAT64);
            double estimate = estimated(map, weight);
            double bound = OperatorNorm.bound(map, weight);
            assertThat(bound).isBetween(estimate, estimate * 1.01);
            assertThat(onTorus(map, weight)).isBetween(estimate, estimate * 1.6);
            // a matrix has each of its norms many times where the kernel is one pixel
            assertThat(onTorus(map, weight)).isGreaterThan(bound * .999 / Math.pow(map.inputs(), 1. / 2048));
        }
    }

    @Test
    void a_convolution_too_large_for_its_matrix_is_bounded_on_the_torus() {
        LinearMap map = LinearMap.conv("conv", 3, 32, 32, 1, 1);
        Tensor weight = Tensor.of(Stream.of("kernel").gaussian(4 * 3 * 9), 4, 3, 3, 3);
        double estimate = estimated(map, weight.to(Type.FLOAT64));
        assertThat(OperatorNorm.bound(map, weight)).isBetween(estimate, estimate * 1.03);
    }

    @Test
    void a_linear_layer_of_any_shape_and_size_of_numbers_is_bounded() {
        LinearMap map = LinearMap.linear("w", 3);
        for (double size : new double[] {1e-30, 1, 1e30}) {
            Tensor wide = Tensor.of(new double[] {3 * size, 0, 4 * size, 5 * size, 0, 0}, 2, 3);
            double norm = OperatorNorm.bound(map, wide);
            // [[3, 0, 4], [5, 0, 0]]: A A' = [[25, 15], [15, 25]]
            assertThat(norm / size).isBetween(Math.sqrt(40), Math.sqrt(40) * (1 + 1e-8));
        }
        assertThat(OperatorNorm.bound(map, Tensor.zeros(Type.FLOAT64, 2, 3))).isLessThan(1e-200);
    }
}
