package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/**
 * Blurred, then pixels changed places with others close by, then blurred again.
 *
 * @param deviation of the Gaussian, in pixels
 * @param farthest up and left that a pixel goes; down and right one less, as in the published script
 * @param rounds of changing places
 */
record GlassBlur(double deviation, int farthest, int rounds) implements Shift {
    private static final double TRUNCATE = 4;

    @Override
    public Raster apply(Raster image, Stream stream) {
        Raster blurred = image.blurred(deviation, TRUNCATE, Edge.NEAREST).rounded();
        double[] shuffled = blurred.values().clone();
        for (int round = 0; round < rounds; round++) {
            for (int y = image.height() - farthest; y > farthest; y--) {
                for (int x = image.width() - farthest; x > farthest; x--) {
                    int otherX = x + stream.below(2 * farthest) - farthest;
                    int otherY = y + stream.below(2 * farthest) - farthest;
                    for (int c = 0; c < image.channels(); c++) {
                        int here = (y * image.width() + x) * image.channels() + c;
                        int there = (otherY * image.width() + otherX) * image.channels() + c;
                        double value = shuffled[here];
                        shuffled[here] = shuffled[there];
                        shuffled[there] = value;
                    }
                }
            }
        }
        return new Raster(image.height(), image.width(), image.channels(), shuffled)
                .blurred(deviation, TRUNCATE, Edge.NEAREST);
    }
}
