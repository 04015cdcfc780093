package io.robusttransfer.worker.tensor;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * A tensor of libtorch. Operations broadcast as in PyTorch and return a new tensor that belongs to the innermost {@link
 * Scope}; {@link #close} frees one early, as a network does with each activation once it is consumed (backward keeps what
 * it needs). A number among the operands takes the tensor's type.
 */
public final class Tensor implements AutoCloseable {
    private static final int OUTSIDE = 0;
    private static final int FREE_LEAF = -1;
    private static final int SPENT_LEAF = -2;
    private static final Shape ONES = new Shape(1, 1);

    private final PtNDArray array;
    private Scope owner;
    Tensor older;
    Tensor newer;
    /** The depth of {@link Grad} whose graph this is part of, or one of the states above. */
    private int graph;

    private Tensor(PtNDArray array, Scope owner, int graph) {
        this.array = array;
        this.owner = owner;
        this.graph = graph;
        owner.add(this);
        Torch.LIVE.incrementAndGet();
    }

    // ------------------------------------------------------------------ creation; values in row-major order

    public static Tensor of(float[] values, long... shape) {
        return result(() -> Transfer.floats(values, shape));
    }

    public static Tensor of(double[] values, long... shape) {
        return result(() -> Transfer.doubles(values, shape));
    }

    public static Tensor of(long[] values, long... shape) {
        return result(() -> Transfer.longs(values, shape));
    }

    /** A BOOL tensor. */
    public static Tensor of(boolean[] values, long... shape) {
        long[] ones = new long[values.length];
        for (int i = 0; i < ones.length; i++) {
            ones[i] = values[i] ? 1 : 0;
        }
        try (Tensor numbers = of(ones, shape);
                Tensor zero = zeros(Type.INT64)) {
            return numbers.gt(zero);
        }
    }

    /** A 0-dimensional tensor. */
    public static Tensor scalar(double value, Type type) {
        return full(value, type);
    }

    public static Tensor full(double value, Type type, long... shape) {
        return result(() -> Transfer.full(value, type, shape));
    }

    public static Tensor zeros(Type type, long... shape) {
        return full(0, type, shape);
    }

    /**
     * Images from values in (N, H, W, C) order, seen as (N, C, H, W): torch then takes its channels-last kernels, which
     * are faster on every device. {@link #nhwc} exports in the order of the input.
     */
    public static Tensor images(float[] values, int count, int height, int width, int channels) {
        try (Tensor stored = of(values, count, height, width, channels)) {
            return stored.permute(0, 3, 1, 2);
        }
    }

    // ------------------------------------------------------------------ reading

    public long[] shape() {
        return array.getShape().getShape().clone();
    }

    public long size() {
        return array.getShape().size();
    }

    public long size(int dimension) {
        return array.getShape().get(dimension);
    }

    public Type type() {
        return Type.of(array.getDataType());
    }

    /** The values in row-major order of {@link #shape}, so (N, C, H, W) for images; FLOAT32 only. */
    public float[] floats() {
        return Transfer.floats(array);
    }

    public double[] doubles() {
        return Transfer.doubles(array);
    }

    /** The values of an INT64 tensor, or 0 and 1 of a BOOL one. */
    public long[] longs() {
        return Transfer.longs(array);
    }

    /** The values of (N, C, H, W) images in (N, H, W, C) order. */
    public float[] nhwc() {
        try (Tensor stored = permute(0, 2, 3, 1)) {
            return stored.floats();
        }
    }

    /** The value of a tensor with one element. */
    public double item() {
        if (size() != 1) {
            throw new IllegalStateException("item() of a tensor of shape " + Arrays.toString(shape()));
        }
        return type() == Type.FLOAT32 ? floats()[0] : type() == Type.FLOAT64 ? doubles()[0] : longs()[0];
    }

    // ------------------------------------------------------------------ graph

    /** The same values as a leaf that {@link Grad#of} can differentiate by, once. Its gradient has this tensor's layout. */
    public Tensor leaf() {
        Tensor leaf = result(() -> JniUtils.detachGradient(array));
        JniUtils.attachGradient(leaf.array, true);
        leaf.graph = FREE_LEAF;
        return leaf;
    }

    /** The same values outside the graph, without a copy. */
    public Tensor detach() {
        return result(() -> JniUtils.detachGradient(array));
    }

    public boolean inGraph() {
        return graph > OUTSIDE;
    }

    void bind(int depth) {
        if (graph != FREE_LEAF) {
            throw new IllegalArgumentException(
                    graph == SPENT_LEAF
                            ? "this leaf was differentiated before: make a new one by leaf()"
                            : "gradients are taken with respect to leaves: call leaf() first");
        }
        graph = depth;
    }

    void spend() {
        graph = SPENT_LEAF;
    }

    void backward() {
        try (Tensor one = full(1, type(), shape())) {
            guarded(() -> {
                JniUtils.backward(array, one.array, false, false);
                return null;
            });
        }
    }

    void backwardWithGraph() {
        try (Tensor one = full(1, type(), shape())) {
            guarded(() -> {
                JniUtils.backward(array, one.array, true, true);
                return null;
            });
        }
    }

    /** The gradient as a part of the graph that made it. */
    Tensor linkedGradient() {
        PtNDArray gradient = JniUtils.getGradient(array);
        if (gradient == null) {
            throw new IllegalStateException("the inner loss does not depend on its leaf");
        }
        try (Tensor zero = number(0)) {
            Tensor linked = new Tensor(guarded(() -> JniUtils.add(gradient, zero.array)), Scope.innermost(), graph);
            gradient.close();
            return linked;
        }
    }

    void clearGradient() {
        PtNDArray gradient = JniUtils.getGradient(array);
        if (gradient != null) {
            Detached.inPlace(gradient);
            gradient.close();
            JniUtils.zeroGrad(array);
        }
    }

    Tensor takeGradient() {
        PtNDArray gradient = JniUtils.getGradient(array);
        return gradient == null ? zeros(type(), shape()) : result(() -> gradient);
    }

    /** The same values in another type. Refused inside a graph, which a cast would silently cut. */
    public Tensor to(Type type) {
        requireOutside("a cast");
        return result(() -> JniUtils.to(array, type.djl, array.getDevice()));
    }

    /** A copy in memory of its own. Refused inside a graph, which it would silently cut. */
    public Tensor copy() {
        requireOutside("a copy");
        return result(() -> JniUtils.clone(array));
    }

    // ------------------------------------------------------------------ arithmetic

    public Tensor add(Tensor other) {
        return result(() -> JniUtils.add(array, other.array), this, other);
    }

    public Tensor sub(Tensor other) {
        return result(() -> JniUtils.sub(array, other.array), this, other);
    }

    public Tensor mul(Tensor other) {
        return result(() -> JniUtils.mul(array, other.array), this, other);
    }

    public Tensor div(Tensor other) {
        return result(() -> JniUtils.div(array, other.array), this, other);
    }

    public Tensor maximum(Tensor other) {
        return result(() -> JniUtils.max(array, other.array), this, other);
    }

    public Tensor minimum(Tensor other) {
        return result(() -> JniUtils.min(array, other.array), this, other);
    }

    public Tensor add(double other) {
        return with(other, this::add);
    }

    public Tensor sub(double other) {
        return with(other, this::sub);
    }

    public Tensor mul(double other) {
        return with(other, this::mul);
    }

    public Tensor div(double other) {
        return with(other, this::div);
    }

    public Tensor maximum(double other) {
        return with(other, this::maximum);
    }

    public Tensor minimum(double other) {
        return with(other, this::minimum);
    }

    /** min(max(x, low), high). At a bound the gradient is half (torch's rule for ties). */
    public Tensor clamp(double low, double high) {
        try (Tensor raised = maximum(low)) {
            return raised.minimum(high);
        }
    }

    public Tensor neg() {
        return result(() -> JniUtils.neg(array), this);
    }

    public Tensor abs() {
        return result(() -> JniUtils.abs(array), this);
    }

    public Tensor sign() {
        return result(() -> JniUtils.sign(array), this);
    }

    public Tensor exp() {
        return result(() -> JniUtils.exp(array), this);
    }

    public Tensor log() {
        return result(() -> JniUtils.log(array), this);
    }

    public Tensor sqrt() {
        return result(() -> JniUtils.sqrt(array), this);
    }

    public Tensor square() {
        return result(() -> JniUtils.square(array), this);
    }

    public Tensor relu() {
        return result(() -> JniUtils.relu(array), this);
    }

    // ------------------------------------------------------------------ comparison: BOOL, outside any graph

    public Tensor eq(Tensor other) {
        return result(() -> JniUtils.eq(array, other.array));
    }

    public Tensor gt(Tensor other) {
        return result(() -> JniUtils.gt(array, other.array));
    }

    public Tensor gte(Tensor other) {
        return result(() -> JniUtils.gte(array, other.array));
    }

    public Tensor isNaN() {
        return result(() -> JniUtils.isNaN(array));
    }

    /** This BOOL tensor's choice: {@code yes} where it is true, else {@code no}. */
    public Tensor where(Tensor yes, Tensor no) {
        return result(() -> JniUtils.where(array, yes.array, no.array), yes, no);
    }

    // ------------------------------------------------------------------ reduction

    public Tensor sum() {
        return result(() -> JniUtils.sum(array), this);
    }

    public Tensor sum(boolean keep, long... dimensions) {
        return result(() -> JniUtils.sum(array, dimensions, keep), this);
    }

    public Tensor mean() {
        return result(() -> JniUtils.mean(array), this);
    }

    public Tensor mean(boolean keep, long dimension) {
        return result(() -> JniUtils.mean(array, dimension, keep), this);
    }

    public Tensor max() {
        return result(() -> JniUtils.max(array), this);
    }

    public Tensor max(boolean keep, long dimension) {
        return result(() -> JniUtils.max(array, dimension, keep), this);
    }

    public Tensor min(boolean keep, long dimension) {
        return result(() -> JniUtils.min(array, dimension, keep), this);
    }

    /** Positions of the maxima along a dimension, INT64, the first of equals. */
    public Tensor argMax(long dimension) {
        return result(() -> JniUtils.argMax(array, dimension, false));
    }

    /** Like {@link #argMax}, for the minima. */
    public Tensor argMin(long dimension) {
        return result(() -> JniUtils.argMin(array, dimension, false));
    }

    // ------------------------------------------------------------------ order: outside any graph

    /** Positions of the values of a dimension in rising or falling order, INT64. */
    public Tensor argSort(long dimension, boolean falling) {
        return result(() -> JniUtils.argSort(array, dimension, falling));
    }

    /** Running sums along a dimension. Refused inside a graph, which it would cut. */
    public Tensor cumSum(long dimension) {
        requireOutside("a running sum");
        return result(() -> JniUtils.cumSum(array, dimension));
    }

    // ------------------------------------------------------------------ shape

    public Tensor reshape(long... shape) {
        return result(() -> JniUtils.reshape(array, shape), this);
    }

    public Tensor permute(long... dimensions) {
        return result(() -> JniUtils.permute(array, dimensions), this);
    }

    /** The same values of (N, C, H, W), laid out in memory as {@link #images} are. */
    public Tensor channelsLast() {
        try (Tensor view = permute(0, 2, 3, 1);
                Tensor line = view.reshape(-1);
                Tensor stored = line.reshape(view.shape())) {
            return stored.permute(0, 3, 1, 2);
        }
    }

    /** Elements {@code from} (inclusive) to {@code to} (exclusive) of a dimension, a view. */
    public Tensor slice(long dimension, long from, long to) {
        return result(() -> JniUtils.slice(array, dimension, from, to, 1), this);
    }

    public Tensor expand(long... shape) {
        return result(() -> JniUtils.broadcast(array, new Shape(shape)), this);
    }

    public static Tensor cat(List<Tensor> parts, long dimension) {
        return result(() -> JniUtils.cat(arrays(parts), dimension), parts.toArray(Tensor[]::new));
    }

    public static Tensor stack(List<Tensor> parts, int dimension) {
        return result(() -> JniUtils.stack(arrays(parts), dimension), parts.toArray(Tensor[]::new));
    }

    /** out[i][j] = this[i][index[i][j]] for dimension 1; index is INT64 with as many dimensions as this. */
    public Tensor gather(Tensor index, long dimension) {
        return result(() -> JniUtils.gather(array, index.array, dimension), this);
    }

    /** These rows of (N, …), in this order, in the same layout. Refused inside a graph, which it would cut. */
    public Tensor rows(int... rows) {
        requireOutside("a choice of rows");
        long[] shape = shape();
        if (shape.length != 4) {
            shape[0] = rows.length;
            return rowsOfMatrix(rows).reshape(shape);
        }
        try (Tensor stored = permute(0, 2, 3, 1);
                Tensor chosen = stored.rowsOfMatrix(rows);
                Tensor images = chosen.reshape(rows.length, shape[2], shape[3], shape[1])) {
            return images.permute(0, 3, 1, 2);
        }
    }

    private Tensor rowsOfMatrix(int... rows) {
        try (Tensor index = of(Arrays.stream(rows).asLongStream().toArray(), rows.length);
                Tensor matrix = reshape(size(0), -1)) {
            return result(() -> JniUtils.embedding(index.array, matrix.array, false));
        }
    }

    // ------------------------------------------------------------------ layers; images are (N, C, H, W)

    /** Matrix products over the last two dimensions; those before broadcast. */
    public Tensor matmul(Tensor other) {
        return result(() -> JniUtils.matmul(array, other.array), this, other);
    }

    /** x W' + b for x (N, I), W (O, I), b (O) or null. */
    public Tensor linear(Tensor weight, Tensor bias) {
        return result(() -> JniUtils.linear(array, weight.array, bias == null ? null : bias.array), this, weight, bias);
    }

    /** Cross-correlation with W (O, I, kH, kW), zero padding; b (O) or null. */
    public Tensor conv2d(Tensor weight, Tensor bias, int stride, int padding) {
        return result(
                () -> JniUtils.convolution(
                        array,
                        weight.array,
                        bias == null ? null : bias.array,
                        new Shape(stride, stride),
                        new Shape(padding, padding),
                        ONES,
                        1),
                this,
                weight,
                bias);
    }

    /**
     * Batch normalisation over all but dimension 1 (Ioffe and Szegedy, 2015), as PyTorch: with {@code training} by the
     * batch's mean and biased variance, and the running ones move by {@code momentum} towards the batch's mean and
     * unbiased variance; without, by the running ones, which stay.
     */
    public Tensor batchNorm(BatchNorm norm, boolean training, double momentum, double epsilon) {
        return result(
                () -> JniUtils.batchNorm(
                        array,
                        norm.mean().array,
                        norm.variance().array,
                        norm.weight().array,
                        norm.bias().array,
                        training,
                        momentum,
                        epsilon),
                this,
                norm.weight(),
                norm.bias());
    }

    /** The four tensors, each (C), of a batch normalisation; running mean and variance are outside any graph. */
    public record BatchNorm(Tensor weight, Tensor bias, Tensor mean, Tensor variance) {}

    /** Means of kernel × kernel windows, strided by the kernel, no padding. */
    public Tensor avgPool(int kernel) {
        Shape window = new Shape(kernel, kernel);
        return result(() -> JniUtils.avgPool(array, window, window, new Shape(0, 0), false, true), this);
    }

    /** The largest values of kernel × kernel windows; what lies in the padding is never the largest. */
    public Tensor maxPool(int kernel, int stride, int padding) {
        return result(
                () -> JniUtils.maxPool(
                        array,
                        new Shape(kernel, kernel),
                        new Shape(stride, stride),
                        new Shape(padding, padding),
                        false),
                this);
    }

    /** (N, C): the mean of each channel of each of N images. */
    public Tensor globalAvgPool() {
        try (Tensor means = result(() -> JniUtils.adaptiveAvgPool(array, ONES), this)) {
            return means.reshape(size(0), size(1));
        }
    }

    public Tensor softmax(long dimension) {
        return result(() -> JniUtils.softmax(array, dimension, array.getDataType()), this);
    }

    public Tensor logSoftmax(long dimension) {
        return result(() -> JniUtils.logSoftmax(array, dimension, array.getDataType()), this);
    }

    // ------------------------------------------------------------------ in place, for state: weights, optimizer,
    // buffers

    public Tensor addInPlace(Tensor other) {
        other.requireOutside("a term of a change in place");
        return inPlace(() -> JniUtils.addi(array, other.array));
    }

    public Tensor subInPlace(Tensor other) {
        other.requireOutside("a term of a change in place");
        return inPlace(() -> JniUtils.subi(array, other.array));
    }

    public Tensor mulInPlace(double factor) {
        try (Tensor scalar = number(factor)) {
            return inPlace(() -> JniUtils.muli(array, scalar.array));
        }
    }

    public Tensor addInPlace(double term) {
        try (Tensor scalar = number(term)) {
            return inPlace(() -> JniUtils.addi(array, scalar.array));
        }
    }

    /** Overwrites these values by those of a tensor of the same shape. */
    public Tensor assign(Tensor values) {
        if (!Arrays.equals(shape(), values.shape())) {
            throw new IllegalArgumentException(
                    "assign " + Arrays.toString(values.shape()) + " to a tensor of shape " + Arrays.toString(shape()));
        }
        values.requireOutside("an assignment");
        return inPlace(() -> Transfer.overwrite(array, values.array));
    }

    // ------------------------------------------------------------------ life

    void moveTo(Scope scope) {
        owner.remove(this);
        owner = scope;
        scope.add(this);
    }

    public boolean isClosed() {
        return owner == null;
    }

    /** Frees the handle; torch frees the memory when no graph or view needs it. Closing again does nothing. */
    @Override
    public void close() {
        if (owner == null) {
            return;
        }
        owner.remove(this);
        owner = null;
        array.close();
        Torch.LIVE.decrementAndGet();
    }

    @Override
    public String toString() {
        return isClosed() ? "Tensor(closed)" : "Tensor(" + type() + " " + Arrays.toString(shape()) + ")";
    }

    private interface Binary {
        Tensor apply(Tensor other);
    }

    private Tensor with(double other, Binary operation) {
        try (Tensor scalar = number(other)) {
            return operation.apply(scalar);
        }
    }

    /** On the CPU: torch mixes 0-dimensional tensors of the CPU with those of any device, without a synchronisation. */
    private Tensor number(double value) {
        return result(() -> Transfer.number(value, type()));
    }

    private Tensor inPlace(Runnable change) {
        requireOutside("a change in place");
        guarded(() -> {
            change.run();
            return null;
        });
        return this;
    }

    private void requireOutside(String what) {
        if (graph != OUTSIDE) {
            throw new IllegalStateException(what + " would cut the graph of gradients: detach() first");
        }
    }

    private static PtNDArray[] arrays(List<Tensor> tensors) {
        return tensors.stream().map(tensor -> tensor.array).toArray(PtNDArray[]::new);
    }

    /** {@code differentiable} are the operands through which gradients flow. */
    private static Tensor result(Supplier<PtNDArray> operation, Tensor... differentiable) {
        int depth = Grad.recording();
        int graph = OUTSIDE;
        if (depth > 0) {
            for (Tensor operand : differentiable) {
                if (operand != null && operand.graph != OUTSIDE) {
                    if (operand.graph != depth) {
                        throw new IllegalStateException(
                                "the loss depends on a leaf that is not differentiated by: use frozen weights or detach()");
                    }
                    graph = depth;
                }
            }
        }
        Scope scope = Scope.innermost();
        return new Tensor(guarded(operation), scope, graph);
    }

    private static <T> T guarded(Supplier<T> operation) {
        try {
            return operation.get();
        } catch (EngineException e) {
            throw Torch.explained(e);
        }
    }
}
