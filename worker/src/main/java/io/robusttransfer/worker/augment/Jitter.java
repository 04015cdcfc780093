package io.robusttransfer.worker.augment;

/**
 * Brightness, contrast and saturation times a factor each, in this order, clipped after each (torchvision's ColorJitter, which shuffles
 * the order). Hue stays as it is, and a grey image has no saturation.
 *
 * @param brightness multiplies values
 * @param contrast multiplies distances from the mean grey of the image
 * @param saturation multiplies distances from the grey of the pixel
 */
record Jitter(double brightness, double contrast, double saturation) implements Variation {
    private static final double MOST = .4;

    /** @param uniform three numbers on [0,1) */
    static Jitter drawn(double[] uniform) {
        return new Jitter(factor(uniform[0]), factor(uniform[1]), factor(uniform[2]));
    }

    private static double factor(double uniform) {
        return 1 + (2 * uniform - 1) * MOST;
    }

    @Override
    public Picture apply(Picture image) {
        Picture.Values bright = (y, x, c) -> clipped(brightness * image.at(y, x, c));
        double mean = mean(image, bright);
        Picture.Values contrasted = (y, x, c) -> clipped(mean + contrast * (bright.at(y, x, c) - mean));
        return image.channels() == 1
                ? image.with(contrasted)
                : image.with((y, x, c) -> {
                    double grey = grey(contrasted, y, x, 3);
                    return clipped(grey + saturation * (contrasted.at(y, x, c) - grey));
                });
    }

    private static double mean(Picture image, Picture.Values values) {
        double sum = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                sum += grey(values, y, x, image.channels());
            }
        }
        return sum / (image.height() * image.width());
    }

    /** Luma of ITU-R 601. */
    private static double grey(Picture.Values values, int y, int x, int channels) {
        return channels == 1
                ? values.at(y, x, 0)
                : .299 * values.at(y, x, 0) + .587 * values.at(y, x, 1) + .114 * values.at(y, x, 2);
    }

    private static double clipped(double value) {
        return Math.max(0, Math.min(255, value));
    }
}
