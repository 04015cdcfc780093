package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/**
 * A pale image under flakes that fall in both directions of a line.
 *
 * @param mean of the normal numbers that flakes are made of
 * @param deviation of these
 * @param size of a flake, in pixels
 * @param least number that is a flake
 * @param fall by which flakes become streaks
 * @param kept share of the image's own colours
 */
record Snow(double mean, double deviation, double size, double least, MotionBlur fall, double kept) implements Shift {
    @Override
    public Raster apply(Raster image, Stream stream) {
        Raster numbers = Raster.of(image.height(), image.width(), 1, (y, x, c) -> mean + deviation * stream.gaussian());
        Raster zoomed = new Zoom(size).of(numbers);
        Raster flakes = zoomed.with((y, x, c) -> zoomed.at(y, x, 0) < least ? 0 : zoomed.at(y, x, 0));
        Raster streaks =
                fall.along(flakes.rounded(), 90 * stream.uniformDouble() - 135).rounded();
        return image.with((y, x, c) -> {
            double pale = Math.max(image.at(y, x, c), 1.5 * image.grey(y, x) + .5);
            return kept * image.at(y, x, c)
                    + (1 - kept) * pale
                    + streaks.at(y, x, 0)
                    + streaks.at(image.height() - 1 - y, image.width() - 1 - x, 0);
        });
    }
}
