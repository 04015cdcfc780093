package io.robusttransfer.worker.tensor;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import io.robusttransfer.worker.Failure;
import java.util.Arrays;

/** A libtorch and a binding of different versions load without an error and return garbage: so both answer known questions. */
final class SelfTest {
    private static final float[] FLOATS = {0.1f, -2.5f, 3e10f};
    private static final double[] DOUBLES = {0.1, -2.5, 3e100};
    private static final long[] LONGS = {1, -7, 1L << 40};

    private SelfTest() {}

    /**
     * The answers of libtorch to the questions.
     *
     * @param version what the engine says
     * @param floats FLOATS there and back; doubles and longs alike
     * @param types the types of a float, double, integer and boolean tensor
     * @param gradient of the sum of relu(conv2d(x, w)) at x = 1..9 (3 x 3), w = ((1, -1), (0, 2)): every window is
     *     positive, so each pixel gets the sum of the weights that touch it
     * @param threads of torch
     */
    record Probe(
            String version,
            float[] floats,
            double[] doubles,
            long[] longs,
            String types,
            float[] gradient,
            int threads) {}

    static Probe probe(String version) {
        try {
            return Scope.value(() -> {
                Tensor floats = Tensor.of(FLOATS, 3);
                Tensor doubles = Tensor.of(DOUBLES, 3);
                Tensor longs = Tensor.of(LONGS, 3);
                String types = floats.type() + " " + doubles.type() + " " + longs.type() + " "
                        + floats.eq(floats).type();
                Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 1, 3, 3)
                        .leaf();
                Tensor w = Tensor.of(new float[] {1, -1, 0, 2}, 1, 1, 2, 2);
                Tensor gradient =
                        Grad.of(() -> x.conv2d(w, null, 1, 0).relu(), x).gradient();
                return new Probe(
                        version,
                        floats.floats(),
                        doubles.doubles(),
                        longs.longs(),
                        types,
                        gradient.floats(),
                        JniUtils.getNumThreads());
            });
        } catch (EngineException | IllegalStateException e) {
            throw wrong("an operation failed: " + e.getMessage(), e);
        }
    }

    static void check(Probe probe) {
        if (!probe.version().startsWith(Torch.VERSION)) {
            throw wrong("its version is " + probe.version(), null);
        }
        if (!probe.types().equals("FLOAT32 FLOAT64 INT64 BOOL")) {
            throw wrong("types came back as " + probe.types(), null);
        }
        if (!Arrays.equals(probe.floats(), FLOATS)
                || !Arrays.equals(probe.doubles(), DOUBLES)
                || !Arrays.equals(probe.longs(), LONGS)) {
            throw wrong("values came back changed", null);
        }
        float[] expected = {1, 0, -1, 1, 2, 1, 0, 2, 2};
        for (int i = 0; i < expected.length; i++) {
            if (probe.gradient().length != expected.length || !(Math.abs(probe.gradient()[i] - expected[i]) <= 1e-3f)) {
                throw wrong(
                        "a gradient is " + Arrays.toString(probe.gradient()) + " instead of "
                                + Arrays.toString(expected),
                        null);
            }
        }
        if (probe.threads() != 1) {
            throw wrong("it takes " + probe.threads() + " threads instead of 1", null);
        }
    }

    private static Failure wrong(String what, Throwable cause) {
        return new Failure.WrongInput(
                "libtorch " + Torch.VERSION + " and its Java binding do not work together: " + what
                        + ". PYTORCH_LIBRARY_PATH and DJL_CACHE_DIR say where libtorch is taken from",
                cause);
    }
}
