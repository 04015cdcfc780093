package io.robusttransfer.worker.attack;

import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.function.IntFunction;

/** Uniform numbers in the ball around each of a batch of (N, C, H, W) images, drawn in the order height, width, channel. */
final class UniformBall {
    private UniformBall() {}

    /** Each value uniform on [-epsilon, epsilon). */
    static Tensor linf(Tensor x, double epsilon, IntFunction<Stream> streams) {
        int values = Math.toIntExact(x.size() / x.size(0));
        var all = new float[Math.toIntExact(x.size())];
        for (int row = 0; row < x.size(0); row++) {
            var stream = streams.apply(row);
            for (int i = row * values; i < (row + 1) * values; i++) {
                all[i] = (float) (epsilon * (2. * stream.uniform() - 1));
            }
        }
        return like(x, all);
    }

    /** A uniform direction (normal numbers, scaled to length 1) times epsilon u^(1/values), u uniform. */
    static Tensor l2(Tensor x, double epsilon, IntFunction<Stream> streams) {
        int values = Math.toIntExact(x.size() / x.size(0));
        var all = new float[Math.toIntExact(x.size())];
        for (int row = 0; row < x.size(0); row++) {
            var stream = streams.apply(row);
            stream.gaussian(all, row * values, (row + 1) * values);
            double square = 0;
            for (int i = row * values; i < (row + 1) * values; i++) {
                square += (double) all[i] * all[i];
            }
            double scale = epsilon * Math.pow(stream.uniformDouble(), 1. / values) / Math.max(Math.sqrt(square), 1e-30);
            for (int i = row * values; i < (row + 1) * values; i++) {
                all[i] = (float) (all[i] * scale);
            }
        }
        return like(x, all);
    }

    private static Tensor like(Tensor x, float[] values) {
        var shape = x.shape();
        return Tensor.images(
                        values,
                        Math.toIntExact(shape[0]),
                        Math.toIntExact(shape[2]),
                        Math.toIntExact(shape[3]),
                        Math.toIntExact(shape[1]))
                .to(x.type());
    }
}
