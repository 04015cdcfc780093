package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/**
 * Uneven light: more at one end of the image, less at the other, in any direction.
 *
 * @param most that is added and taken at the ends
 */
record Gradient(double most) implements Shift {
    @Override
    public Raster apply(Raster image, Stream stream) {
        double angle = 2 * Math.PI * stream.uniformDouble();
        double down = StrictMath.sin(angle);
        double right = StrictMath.cos(angle);
        double middleY = (image.height() - 1) / 2.;
        double middleX = (image.width() - 1) / 2.;
        double end = Math.abs(down) * middleY + Math.abs(right) * middleX;
        return image.with((y, x, c) -> image.at(y, x, c) + most * (down * (y - middleY) + right * (x - middleX)) / end);
    }
}
