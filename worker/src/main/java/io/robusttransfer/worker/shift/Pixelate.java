package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/** Fewer pixels by means over boxes, and as many as before by the nearest of them: Pillow's resizing by BOX, there and back. */
record Pixelate(double share) implements Shift {
    @Override
    public Raster apply(Raster image, Stream stream) {
        Raster fewer = boxed(image, (int) (image.height() * share), (int) (image.width() * share));
        return boxed(fewer, image.height(), image.width());
    }

    /** Across first, each pass rounded to 8 bits. */
    private static Raster boxed(Raster image, int height, int width) {
        double[][] across = weights(image.width(), width);
        double[][] down = weights(image.height(), height);
        Raster narrow = Raster.of(image.height(), width, image.channels(), (y, x, c) -> {
                    double mean = 0;
                    for (int i = 0; i < image.width(); i++) {
                        mean += across[x][i] * image.at(y, i, c);
                    }
                    return mean;
                })
                .rounded();
        return Raster.of(height, width, image.channels(), (y, x, c) -> {
                    double mean = 0;
                    for (int i = 0; i < image.height(); i++) {
                        mean += down[y][i] * narrow.at(i, x, c);
                    }
                    return mean;
                })
                .rounded();
    }

    /** Of every pixel from each of these: alike for those whose centre lies in its box. */
    private static double[][] weights(int from, int to) {
        double scale = (double) from / to;
        double box = Math.max(1, scale);
        double[][] weights = new double[to][from];
        for (int i = 0; i < to; i++) {
            double centre = (i + .5) * scale;
            int first = Math.max(0, (int) (centre - box / 2 + .5));
            int beyond = Math.min(from, (int) (centre + box / 2 + .5));
            int inside = 0;
            for (int j = first; j < beyond; j++) {
                double off = (j - centre + .5) / box;
                weights[i][j] = off > -.5 && off <= .5 ? 1 : 0;
                inside += (int) weights[i][j];
            }
            for (int j = first; j < beyond; j++) {
                weights[i][j] /= inside;
            }
        }
        return weights;
    }
}
