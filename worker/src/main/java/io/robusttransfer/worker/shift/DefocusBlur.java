package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/**
 * The mean over a disk of this radius, in pixels, whose rim is softened by a Gaussian of 3×3 pixels.
 *
 * @param rim deviation of that Gaussian
 */
record DefocusBlur(double radius, double rim) implements Shift {
    @Override
    public Raster apply(Raster image, Stream stream) {
        return image.filtered(kernel(), Edge.MIRROR);
    }

    /** Of sum 1. */
    double[][] kernel() {
        int reach = (int) radius + 1;
        int side = 2 * reach + 1;
        double beside = StrictMath.exp(-1 / (2 * rim * rim));
        double[] bell = {beside / (1 + 2 * beside), 1 / (1 + 2 * beside), beside / (1 + 2 * beside)};
        double[][] kernel = new double[side][side];
        double area = 0;
        for (int y = -reach; y <= reach; y++) {
            for (int x = -reach; x <= reach; x++) {
                if (y * y + x * x <= radius * radius) {
                    area++;
                    for (int i = 0; i < 9; i++) {
                        kernel[reach + y + i / 3 - 1][reach + x + i % 3 - 1] += bell[i / 3] * bell[i % 3];
                    }
                }
            }
        }
        for (double[] row : kernel) {
            for (int i = 0; i < side; i++) {
                row[i] /= area;
            }
        }
        return kernel;
    }
}
