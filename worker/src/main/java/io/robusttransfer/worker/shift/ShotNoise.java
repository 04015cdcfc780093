package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/**
 * A Poisson number of photons in place of every value.
 *
 * @param photons of white
 */
record ShotNoise(double photons) implements Shift {
    @Override
    public Raster apply(Raster image, Stream stream) {
        return image.with((y, x, c) -> stream.poisson(image.at(y, x, c) * photons) / photons);
    }
}
