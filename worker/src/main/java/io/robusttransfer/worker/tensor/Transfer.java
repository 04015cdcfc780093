package io.robusttransfer.worker.tensor;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** Values between Java's heap and memory that torch owns. */
final class Transfer {
    private Transfer() {}

    static PtNDArray floats(float[] values, long... shape) {
        return filled(Type.FLOAT32, values.length, shape, memory -> memory.asFloatBuffer()
                .put(values));
    }

    static PtNDArray doubles(double[] values, long... shape) {
        return filled(Type.FLOAT64, values.length, shape, memory -> memory.asDoubleBuffer()
                .put(values));
    }

    static PtNDArray longs(long[] values, long... shape) {
        return filled(Type.INT64, values.length, shape, memory -> memory.asLongBuffer()
                .put(values));
    }

    static PtNDArray full(double value, Type type, long... shape) {
        return JniUtils.full(Torch.memory(), new Shape(shape), value, type.djl, Torch.place(), SparseFormat.DENSE);
    }

    static PtNDArray number(double value, Type type) {
        return JniUtils.full(Torch.memory(), new Shape(), value, type.djl, Device.cpu(), SparseFormat.DENSE);
    }

    static float[] floats(PtNDArray array) {
        ByteBuffer bytes = bytes(array, DataType.FLOAT32);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    static double[] doubles(PtNDArray array) {
        ByteBuffer bytes = bytes(array, DataType.FLOAT64);
        double[] values = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(values);
        return values;
    }

    static long[] longs(PtNDArray array) {
        if (array.getDataType() == DataType.BOOLEAN) {
            ByteBuffer bytes = bytes(array, DataType.BOOLEAN);
            long[] values = new long[bytes.remaining()];
            Arrays.setAll(values, bytes::get);
            return values;
        }
        ByteBuffer bytes = bytes(array, DataType.INT64);
        long[] values = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(values);
        return values;
    }

    /** Writes the values of one array over those of another of the same shape. */
    static void overwrite(PtNDArray target, PtNDArray values) {
        long[] shape = target.getShape().getShape();
        if (shape.length == 0) {
            PtNDArray line = JniUtils.reshape(target, new long[] {1});
            overwrite(line, values);
            line.close();
            return;
        }
        long[] from = new long[shape.length];
        long[] step = new long[shape.length];
        Arrays.fill(step, 1);
        JniUtils.indexSet(target, values, from, shape, step);
    }

    private static PtNDArray filled(Type type, int count, long[] shape, Consumer<ByteBuffer> fill) {
        long size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (size != count) {
            throw new IllegalArgumentException(count + " values for a tensor of shape " + Arrays.toString(shape));
        }
        PtNDArray array = JniUtils.createEmptyNdArray(
                Torch.memory(), new Shape(shape), type.djl, Device.cpu(), SparseFormat.DENSE);
        if (size > 0) {
            fill.accept(JniUtils.getByteBuffer(array, true));
        }
        if (Torch.place().equals(Device.cpu())) {
            return array;
        }
        PtNDArray moved = JniUtils.to(array, type.djl, Torch.place());
        array.close();
        return moved;
    }

    private static ByteBuffer bytes(PtNDArray array, DataType expected) {
        if (array.getDataType() != expected) {
            throw new IllegalStateException("a tensor of type " + array.getDataType() + " read as " + expected);
        }
        if (array.getDevice().equals(Device.cpu())) {
            return JniUtils.getByteBuffer(array, false);
        }
        PtNDArray near = JniUtils.to(array, expected, Device.cpu());
        try {
            return JniUtils.getByteBuffer(near, false);
        } finally {
            // DJL made it for this array alone, and would keep it
            near.getManager().close();
        }
    }
}
