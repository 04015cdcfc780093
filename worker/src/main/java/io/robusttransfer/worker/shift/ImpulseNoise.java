package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/** This share of the values is black or white, alike often. */
record ImpulseNoise(double share) implements Shift {
    @Override
    public Raster apply(Raster image, Stream stream) {
        return image.with((y, x, c) -> {
            boolean struck = stream.uniformDouble() < share;
            double salt = stream.coin() ? 1 : 0;
            return struck ? salt : image.at(y, x, c);
        });
    }
}
