package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/** Normal noise of this deviation on every value. */
record GaussianNoise(double deviation) implements Shift {
    @Override
    public Raster apply(Raster image, Stream stream) {
        return image.with((y, x, c) -> image.at(y, x, c) + deviation * stream.gaussian());
    }
}
