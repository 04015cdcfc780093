package io.robusttransfer.worker.train;

import io.robusttransfer.crds.api.Augmentation;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Scope;
import java.util.Set;

/**
 * Varies training images: a crop of the image padded with black by an eighth of its size (4 pixels of 32), then a
 * mirror image with probability one half.
 */
record Augmenter(Set<Augmentation> kinds) {
    Augmenter {
        kinds = Set.copyOf(kinds);
    }

    boolean varies() {
        return !kinds.isEmpty();
    }

    /**
     * The images of these rows, each varied by its own numbers. All numbers are drawn whatever is asked for, so that one
     * kind does not change the other's.
     *
     * @param noise of these rows
     */
    Images apply(Images images, int[] rows, Noise noise) {
        Images chosen = images.select(rows);
        if (!varies()) {
            return chosen;
        }
        byte[] pixels = new byte[chosen.pixels().length];
        long[] moves = Scope.value(() -> noise.cropsAndFlips(rows.length, images.height() / 8, images.width() / 8)
                .longs());
        boolean crop = kinds.contains(Augmentation.CROP);
        boolean flip = kinds.contains(Augmentation.FLIP);
        for (int i = 0; i < rows.length; i++) {
            int down = crop ? (int) moves[3 * i] : 0;
            int right = crop ? (int) moves[3 * i + 1] : 0;
            move(chosen, i, pixels, down, right, flip && moves[3 * i + 2] == 1);
        }
        return new Images(
                rows.length,
                images.height(),
                images.width(),
                images.channels(),
                images.classes(),
                pixels,
                chosen.labels());
    }

    private static void move(Images from, int image, byte[] to, int down, int right, boolean flip) {
        int channels = from.channels();
        int width = from.width();
        int start = image * from.stride();
        for (int y = 0; y < from.height(); y++) {
            int sourceY = y + down;
            for (int x = 0; x < width && sourceY >= 0 && sourceY < from.height(); x++) {
                int sourceX = (flip ? width - 1 - x : x) + right;
                if (sourceX >= 0 && sourceX < width) {
                    System.arraycopy(
                            from.pixels(),
                            start + (sourceY * width + sourceX) * channels,
                            to,
                            start + (y * width + x) * channels,
                            channels);
                }
            }
        }
    }
}
