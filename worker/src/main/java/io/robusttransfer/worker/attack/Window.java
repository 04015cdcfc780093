package io.robusttransfer.worker.attack;

import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.util.stream.LongStream;

/**
 * A square in each of N images.
 *
 * @param rows (N, 1, H, side): 1 where row h of the image is that row of the square
 * @param columns (N, 1, side, W) alike
 */
record Window(Tensor rows, Tensor columns) {
    /** Uniformly drawn among the squares of this side that lie within the image. */
    static Window drawn(Tensor x, int side, Noise noise) {
        int n = (int) x.size(0);
        long height = x.size(2);
        long width = x.size(3);
        Tensor top = noise.below((int) height - side + 1, n, 1);
        Tensor left = noise.below((int) width - side + 1, n, 1);
        Tensor steps = range(side);
        Tensor rows = range(height)
                .reshape(1, 1, height, 1)
                .sub(top.reshape(n, 1, 1, 1))
                .eq(steps.reshape(1, 1, 1, side));
        Tensor columns = range(width)
                .reshape(1, 1, 1, width)
                .sub(left.reshape(n, 1, 1, 1))
                .eq(steps.reshape(1, 1, side, 1));
        return new Window(rows.to(Type.FLOAT32), columns.to(Type.FLOAT32));
    }

    /** (N, 1, H, W): 1 within the square, else 0. */
    Tensor mask() {
        return rows.sum(true, 3).mul(columns.sum(true, 2));
    }

    /** @param pattern (side, side)
     * @return (N, 1, H, W): the pattern in the square, 0 around it */
    Tensor holding(Tensor pattern) {
        return rows.matmul(pattern).matmul(columns);
    }

    private static Tensor range(long end) {
        return Tensor.of(LongStream.range(0, end).toArray(), end);
    }
}
