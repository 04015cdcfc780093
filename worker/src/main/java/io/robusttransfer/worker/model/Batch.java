package io.robusttransfer.worker.model;

import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.tensor.Tensor;

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

    /** These rows, in this order. */
    public static Batch of(Images images, int... rows) {
        return of(images.select(rows));
    }
}
