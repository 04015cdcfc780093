package io.robusttransfer.worker.model;

import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images as a network sees them.
 *
 * @param x (N, C, H, W), pixels in [0, 1]
 * @param y labels, (N), INT64
 */
public record Batch(Tensor x, Tensor y) {
    private static final float WHITE = 255;

    public static Batch of(Images images) {
        float[] values = new float[images.pixels().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (images.pixels()[i] & 0xff) / WHITE;
        }
        long[] labels = new long[images.count()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = images.labels()[i];
        }
        return new Batch(
                Tensor.images(values, images.count(), images.height(), images.width(), images.channels()),
                Tensor.of(labels, labels.length));
    }

    /** All rows from 0 on, in pieces of at most this size. */
    public static List<int[]> rows(int count, int size) {
        return rows(IntStream.range(0, count).toArray(), size);
    }

    /** These rows, in pieces of at most this size. */
    public static List<int[]> rows(int[] rows, int size) {
        List<int[]> pieces = new ArrayList<>();
        for (int from = 0; from < rows.length; from += size) {
            pieces.add(Arrays.copyOfRange(rows, from, Math.min(rows.length, from + size)));
        }
        return pieces;
    }

    /** These rows, in this order. */
    public static Batch of(Images images, int... rows) {
        return of(images.select(rows));
    }
}
