package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/**
 * Three points of the image moved, which tilts it, and then each pixel by a smooth field (Simard et al. 2003). All three count in sides of
 * the image, the shorter one.
 *
 * @param stretch of the field
 * @param smoothness of it: the deviation of the Gaussian that blurs uniform numbers
 * @param tilt that a point moves by at most, in each direction
 */
record ElasticTransform(double stretch, double smoothness, double tilt) implements Shift {
    private static final double TRUNCATE = 3;

    @Override
    public Raster apply(Raster image, Stream stream) {
        int side = Math.min(image.height(), image.width());
        Affine affine = Affine.drawn(image.height(), image.width(), tilt * side, stream);
        Raster tilted = image.with((y, x, c) -> image.between(affine.y(y, x), affine.x(y, x), c, Edge.MIRROR));
        Raster right = field(image, side, stream);
        Raster down = field(image, side, stream);
        return image.with((y, x, c) -> tilted.between(y + down.at(y, x, 0), x + right.at(y, x, 0), c, Edge.REFLECT));
    }

    private Raster field(Raster image, int side, Stream stream) {
        Raster blurred = Raster.of(image.height(), image.width(), 1, (y, x, c) -> 2 * stream.uniformDouble() - 1)
                .blurred(smoothness * side, TRUNCATE, Edge.REFLECT);
        return blurred.with((y, x, c) -> stretch * side * blurred.at(y, x, 0));
    }

    /** Where each pixel comes from: x and y are a + b x + c y. */
    record Affine(double[] forX, double[] forY) {
        /** The map that takes three moved points back. */
        static Affine drawn(int height, int width, double most, Stream stream) {
            double y = height / 2;
            double x = width / 2;
            double off = Math.min(height, width) / 3;
            double[][] points = {{x + off, y + off}, {x + off, y - off}, {x - off, y - off}};
            double[][] moved = new double[3][2];
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 2; j++) {
                    moved[i][j] = points[i][j] + most * (2 * stream.uniformDouble() - 1);
                }
            }
            return between(moved, points);
        }

        /** The one that takes three points (x, y) to three others. */
        static Affine between(double[][] from, double[][] to) {
            return new Affine(solved(from, to, 0), solved(from, to, 1));
        }

        private static double[] solved(double[][] from, double[][] to, int axis) {
            double ux = from[1][0] - from[0][0];
            double uy = from[1][1] - from[0][1];
            double vx = from[2][0] - from[0][0];
            double vy = from[2][1] - from[0][1];
            double u = to[1][axis] - to[0][axis];
            double v = to[2][axis] - to[0][axis];
            double area = ux * vy - uy * vx;
            double b = (u * vy - uy * v) / area;
            double c = (ux * v - u * vx) / area;
            return new double[] {to[0][axis] - b * from[0][0] - c * from[0][1], b, c};
        }

        double x(int y, int x) {
            return forX[0] + forX[1] * x + forX[2] * y;
        }

        double y(int y, int x) {
            return forY[0] + forY[1] * x + forY[2] * y;
        }
    }
}
