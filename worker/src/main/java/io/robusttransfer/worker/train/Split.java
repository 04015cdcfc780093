package io.robusttransfer.worker.train;

import io.robusttransfer.worker.random.Stream;
import java.util.Arrays;

/**
 * The split of images into those that are trained on and those that are held out to choose a checkpoint, both in the order of
 * the dataset.
 *
 * @param training never empty
 */
record Split(int[] training, int[] validation) {
    /**
     * @param share of the images that is held out, rounded to the nearest image
     * @throws IllegalArgumentException where no image would be left to train on
     */
    static Split of(int count, double share, Stream stream) {
        int held = (int) Math.round(share * count);
        if (held >= count) {
            throw new IllegalArgumentException("holding out " + held + " of " + count + " images leaves none to train");
        }
        int[] order = stream.permutation(count);
        return new Split(sorted(order, held, count), sorted(order, 0, held));
    }

    private static int[] sorted(int[] order, int from, int to) {
        int[] rows = Arrays.copyOfRange(order, from, to);
        Arrays.sort(rows);
        return rows;
    }
}
