package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/**
 * Stands in for CIFAR-10-C's frost, which lays cuttings of six photographs over images: here the ridges of a plasma, with the
 * published shares of both.
 *
 * @param image share of the image
 * @param frost share of what lies over it
 */
record SyntheticFrost(double image, double frost) implements Shift {
    private static final double DECAY = 1.5;

    @Override
    public Raster apply(Raster under, Stream stream) {
        double[][] plasma = Plasma.of(under.height(), under.width(), DECAY, stream);
        return under.with((y, x, c) -> image * under.at(y, x, c) + frost * (1 - Math.abs(2 * plasma[y][x] - 1)));
    }
}
