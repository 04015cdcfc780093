package io.robusttransfer.worker.model;

import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors of one part of a network, by name, in the order in which they are drawn, saved and optimised. */
final class Declaration {
    /** First values; a stream is asked for them in row-major order. */
    private interface Init {
        Tensor draw(Stream stream, long[] shape);
    }

    /**
     * A declared tensor.
     *
     * @param trained a parameter, else a buffer: state that no gradient changes
     */
    private record Entry(String name, boolean trained, Init init, long... shape) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, String> normOf = new LinkedHashMap<>();
    private List<LinearMap> chain = List.of();
    private List<String> blocks = List.of();

    /** What images are brought to zero mean and unit deviation with; figures of the source domain, one per channel. */
    Declaration normalize(float[] mean, float[] std) {
        buffer("normalize.mean", (stream, shape) -> Tensor.of(mean, shape), mean.length);
        buffer("normalize.std", (stream, shape) -> Tensor.of(std, shape), std.length);
        return this;
    }

    /** With a bias, both U(±1/√fan_in), PyTorch's default. */
    Declaration conv(String name, int in, int out, int kernel) {
        Init init = uniform(in * kernel * kernel);
        return parameter(name + ".weight", init, out, in, kernel, kernel).parameter(name + ".bias", init, out);
    }

    /** For a batch normalisation to follow, so without a bias: N(0, 2/fan_out) (He et al., 2015). */
    Declaration bareConv(String name, int in, int out, int kernel) {
        double deviation = Math.sqrt(2.0 / ((double) out * kernel * kernel));
        Init init = (stream, shape) -> {
            float[] values = stream.gaussian(size(shape));
            for (int i = 0; i < values.length; i++) {
                values[i] *= (float) deviation;
            }
            return Tensor.of(values, shape);
        };
        return parameter(name + ".weight", init, out, in, kernel, kernel);
    }

    /** Both U(±1/√in), PyTorch's default. */
    Declaration linear(String name, int in, int out) {
        Init init = uniform(in);
        return parameter(name + ".weight", init, out, in).parameter(name + ".bias", init, out);
    }

    /** A bare convolution and the batch normalisation that reads it and nothing else. */
    Declaration convNorm(String conv, String norm, int in, int out, int kernel) {
        normOf.put(conv, norm);
        return bareConv(conv, in, out, kernel).norm(norm, out);
    }

    Declaration norm(String name, int channels) {
        parameter(name + ".weight", constant(1), channels).parameter(name + ".bias", constant(0), channels);
        buffer(name + ".running_mean", constant(0), channels);
        buffer(name + ".running_var", constant(1), channels);
        buffer(name + ".num_batches_tracked", (stream, shape) -> Tensor.zeros(Type.INT64, shape));
        return this;
    }

    /** Says that the part is these layers one after the other, each with its bias and ReLU but for the head's. */
    Declaration chain(List<LinearMap> layers) {
        chain = layers;
        return this;
    }

    /** Says that the part is f, and which prefixes the names of its blocks have, from the first. */
    void blocks(List<String> prefixes) {
        blocks = prefixes;
    }

    /** Factors of a matrix of rank at most {@code rank} that is zero at first: A is U(±1/√in), B zero (Hu et al., ICLR 2022). */
    void lowRank(String a, String b, int out, int in, int rank) {
        parameter(a, uniform(in), rank, in).parameter(b, constant(0), out, rank);
    }

    /** A buffer that is drawn at random and scaled to length 1. */
    void direction(String name, long... shape) {
        buffer(
                name,
                (stream, size) -> {
                    float[] values = stream.gaussian(size(size));
                    double squares = 0;
                    for (float value : values) {
                        squares += (double) value * value;
                    }
                    for (int i = 0; i < values.length; i++) {
                        values[i] /= (float) Math.sqrt(squares);
                    }
                    return Tensor.of(values, size);
                },
                shape);
    }

    Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        entries.forEach(entry -> shapes.put(entry.name, entry.shape));
        return shapes;
    }

    Weights initial(Stream stream) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Entry entry : entries) {
            Tensor drawn = entry.init.draw(stream, entry.shape);
            Tensor kept = laidOut(drawn);
            if (kept != drawn) {
                drawn.close();
            }
            tensors.put(entry.name, kept);
        }
        return new Weights(tensors, trained(), new Structure(normOf, chain, blocks));
    }

    /** The declared ones among some tensors, each checked for its shape. */
    Weights of(Map<String, Tensor> saved) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Entry entry : entries) {
            Tensor tensor = saved.get(entry.name);
            if (tensor == null) {
                throw new Failure.WrongInput("the checkpoint has no tensor " + entry.name);
            }
            if (!Arrays.equals(tensor.shape(), entry.shape)) {
                throw new Failure.WrongInput("the checkpoint's tensor " + entry.name + " has shape "
                        + Arrays.toString(tensor.shape()) + ", the model needs " + Arrays.toString(entry.shape));
            }
            tensors.put(entry.name, laidOut(tensor));
        }
        return new Weights(tensors, trained(), new Structure(normOf, chain, blocks));
    }

    /** Kernels are laid out as images are: else torch leaves its channels-last kernels where images are grey. */
    private static Tensor laidOut(Tensor tensor) {
        return tensor.shape().length == 4 ? tensor.channelsLast() : tensor;
    }

    private List<String> trained() {
        return entries.stream().filter(Entry::trained).map(Entry::name).toList();
    }

    private Declaration parameter(String name, Init init, long... shape) {
        entries.add(new Entry(name, true, init, shape));
        return this;
    }

    private void buffer(String name, Init init, long... shape) {
        entries.add(new Entry(name, false, init, shape));
    }

    private static Init constant(double value) {
        return (stream, shape) -> Tensor.full(value, Type.FLOAT32, shape);
    }

    private static Init uniform(int fanIn) {
        double bound = 1 / Math.sqrt(fanIn);
        return (stream, shape) -> {
            float[] values = stream.uniform(size(shape));
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((2 * values[i] - 1) * bound);
            }
            return Tensor.of(values, shape);
        };
    }

    private static int size(long[] shape) {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }
}
