package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/** Distances from the mean of each channel times this factor. */
record Contrast(double factor) implements Shift {
    @Override
    public Raster apply(Raster image, Stream stream) {
        double[] means = new double[image.channels()];
        for (int i = 0; i < image.values().length; i++) {
            means[i % image.channels()] += image.values()[i] / (image.height() * image.width());
        }
        return image.with((y, x, c) -> means[c] + factor * (image.at(y, x, c) - means[c]));
    }
}
