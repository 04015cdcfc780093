package io.robusttransfer.worker.train;

import io.robusttransfer.crds.api.Augmentation;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.random.Stream;
import java.util.Set;
import java.util.function.IntFunction;

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
     * The images of these rows, each varied by its own stream. All numbers are drawn whatever is asked for, so that one
     * kind does not change the other's.
     *
     * @param streams of a row
     */
    Images apply(Images images, int[] rows, IntFunction<Stream> streams) {
        var chosen = images.select(rows);
        if (!varies()) {
            return chosen;
        }
        var pixels = new byte[chosen.pixels().length];
        for (int i = 0; i < rows.length; i++) {
            var stream = streams.apply(rows[i]);
            int padY = images.height() / 8;
            int padX = images.width() / 8;
            int down = stream.below(2 * padY + 1) - padY;
            int right = stream.below(2 * padX + 1) - padX;
            boolean flip = stream.coin();
            boolean crop = kinds.contains(Augmentation.CROP);
            move(chosen, i, pixels, crop ? down : 0, crop ? right : 0, flip && kinds.contains(Augmentation.FLIP));
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
