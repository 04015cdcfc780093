package io.robusttransfer.worker.model;

import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;

/**
 * A layer without its bias, as a map of inputs of their real size: a convolution with zero padding has another norm than its
 * kernel has as a matrix (pytorch/pytorch#99149).
 *
 * @param name of the layer
 * @param in shape of one input: (C, H, W) of a convolution, (D) of a linear layer
 * @param stride of a convolution, as is {@code padding}
 */
public record LinearMap(String name, List<Integer> in, int stride, int padding) {
    public LinearMap {
        in = List.copyOf(in);
    }

    public static LinearMap conv(String name, int channels, int height, int width, int stride, int padding) {
        return new LinearMap(name, List.of(channels, height, width), stride, padding);
    }

    public static LinearMap linear(String name, int inputs) {
        return new LinearMap(name, List.of(inputs), 1, 0);
    }

    /** The kernel of a layer as a matrix, (outputs, all else). */
    public static LinearMap kernel(String name, Tensor weight) {
        return linear(name, Math.toIntExact(weight.size() / weight.size(0)));
    }

    public boolean isConvolution() {
        return in.size() == 3;
    }

    public String weight() {
        return name + ".weight";
    }

    public String bias() {
        return name + ".bias";
    }

    /** How many numbers one input has. */
    public int inputs() {
        return in.stream().reduce(1, Math::multiplyExact);
    }

    /** How many numbers one output has. */
    public int outputs(Tensor weight) {
        int channels = Math.toIntExact(weight.size(0));
        return isConvolution() ? channels * side(1, weight) * side(2, weight) : channels;
    }

    private int side(int dimension, Tensor weight) {
        int kernel = Math.toIntExact(weight.size(dimension + 1));
        return (in.get(dimension) + 2 * padding - kernel) / stride + 1;
    }

    /** The shape of so many inputs. */
    public long[] shape(int count) {
        return isConvolution() ? new long[] {count, in.get(0), in.get(1), in.get(2)} : new long[] {count, in.get(0)};
    }

    /** @param x of {@link #shape} */
    public Tensor apply(Tensor x, Tensor weight) {
        return isConvolution()
                ? x.conv2d(weight, null, stride, padding)
                : x.linear(weight.reshape(weight.size(0), -1), null);
    }
}
