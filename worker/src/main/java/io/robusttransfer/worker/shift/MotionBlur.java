package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;
import java.util.Arrays;

/**
 * ImageMagick's: the mean along a line from each pixel, by half a Gaussian.
 *
 * @param radius of the kernel, which reaches twice as far, in pixels
 * @param deviation of the Gaussian, in pixels
 */
record MotionBlur(int radius, double deviation) implements Shift {
    @Override
    public Raster apply(Raster image, Stream stream) {
        return along(image, 90 * stream.uniformDouble() - 45);
    }

    /** @param degrees from the right downwards */
    Raster along(Raster image, double degrees) {
        int reach = 2 * radius + 1;
        double angle = degrees * Math.PI / 180;
        double[] weights = new double[reach];
        int[] down = new int[reach];
        int[] right = new int[reach];
        for (int i = 0; i < reach; i++) {
            weights[i] = StrictMath.exp(-i * i / (2 * deviation * deviation));
            down[i] = (int) Math.ceil(i * StrictMath.sin(angle) - .5);
            right[i] = (int) Math.ceil(i * StrictMath.cos(angle) - .5);
        }
        double sum = Arrays.stream(weights).sum();
        return image.with((y, x, c) -> {
            double mean = 0;
            for (int i = 0; i < reach; i++) {
                mean += weights[i]
                        / sum
                        * image.at(
                                Edge.NEAREST.inside(y + down[i], image.height()),
                                Edge.NEAREST.inside(x + right[i], image.width()),
                                c);
            }
            return mean;
        });
    }
}
