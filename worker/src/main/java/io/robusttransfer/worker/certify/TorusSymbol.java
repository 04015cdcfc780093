package io.robusttransfer.worker.certify;

import io.robusttransfer.worker.model.LinearMap;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.function.ToDoubleFunction;

/**
 * A strided convolution on a torus that holds its image and its padding, as one small matrix for each frequency (Sedghi et al., ICLR
 * 2019). The convolution with zero padding is this one, of images that are zero around, seen through a window: its norm is at
 * most this one's, and less by about 1/side².
 *
 * <p>With p the padding, s the stride and M·s the side of the torus, which is at least the image's and p: output i reads input i·s + t − p at
 * the kernel's place t, that is place i + q of the inputs at remainder r, where t − p = q·s + r. So frequency w has the matrix
 * Σ_t K_t e^(2πi w q/M) from (channel, remainder) to output channel.
 */
final class TorusSymbol {
    private final double[] kernel;
    private final int outputs;
    private final int channels;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int stride;
    private final int padding;
    private final int rows;
    private final int columns;

    /** @param weight (O, C, kH, kW), FLOAT64, of a convolution whose kernel is larger than its padding */
    TorusSymbol(LinearMap map, Tensor weight) {
        kernel = weight.doubles();
        outputs = (int) weight.size(0);
        channels = (int) weight.size(1);
        kernelHeight = (int) weight.size(2);
        kernelWidth = (int) weight.size(3);
        stride = map.stride();
        padding = map.padding();
        rows = divideUp(map.in().get(1) + padding);
        columns = divideUp(map.in().get(2) + padding);
        if (kernelHeight <= padding || kernelWidth <= padding) {
            throw new IllegalArgumentException(
                    "padding " + padding + " of a kernel of " + kernelHeight + "×" + kernelWidth);
        }
    }

    private int divideUp(int side) {
        return (side + stride - 1) / stride;
    }

    /** @param largest the largest norm of some maps, given their Gram matrices (B, D, D) */
    double norm(ToDoubleFunction<Tensor> largest) {
        double norm = 0;
        for (int row = 0; row < rows; row++) {
            int now = row;
            norm = Math.max(norm, Scope.value(() -> largest.applyAsDouble(grams(now))));
        }
        return norm;
    }

    /**
     * SS* of every frequency in a row, each complex matrix a + bi as the real [[a, −b], [b, a]], which has the same norm; S*S
     * where that is smaller.
     */
    private Tensor grams(int row) {
        int inputs = channels * stride * stride;
        double[] real = new double[columns * 4 * outputs * inputs];
        for (int column = 0; column < columns; column++) {
            fill(real, row, column, inputs);
        }
        Tensor symbols = Tensor.of(real, columns, 2L * outputs, 2L * inputs);
        Tensor turned = symbols.permute(0, 2, 1);
        return outputs <= inputs ? symbols.matmul(turned) : turned.matmul(symbols);
    }

    private void fill(double[] real, int row, int column, int inputs) {
        int start = column * 4 * outputs * inputs;
        int width = 2 * inputs;
        int place = 0;
        for (int output = 0; output < outputs; output++) {
            for (int channel = 0; channel < channels; channel++) {
                for (int y = 0; y < kernelHeight; y++) {
                    for (int x = 0; x < kernelWidth; x++) {
                        double value = kernel[place++];
                        int down = Math.floorDiv(y - padding, stride);
                        int right = Math.floorDiv(x - padding, stride);
                        int input = (channel * stride + Math.floorMod(y - padding, stride)) * stride
                                + Math.floorMod(x - padding, stride);
                        double angle = 2 * Math.PI * ((double) row * down / rows + (double) column * right / columns);
                        double cos = value * Math.cos(angle);
                        double sin = value * Math.sin(angle);
                        real[start + output * width + input] += cos;
                        real[start + output * width + inputs + input] -= sin;
                        real[start + (outputs + output) * width + input] += sin;
                        real[start + (outputs + output) * width + inputs + input] += cos;
                    }
                }
            }
        }
    }
}
