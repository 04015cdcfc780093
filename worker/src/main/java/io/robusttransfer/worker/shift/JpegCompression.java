package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/**
 * What baseline JPEG (ITU-T T.81) leaves of an image: quantised cosine transforms of blocks of 8×8, by the standard's tables in the
 * scale of libjpeg; of colour, half of the resolution. Written here, since coders differ in their last bits, and only what is lost
 * matters.
 *
 * @param quality from 1 to 100, as libjpeg and Pillow count it
 */
record JpegCompression(int quality) implements Shift {
    private static final int SIDE = 8;

    private static final int[] LUMA = {
        16, 11, 10, 16, 24, 40, 51, 61, //
        12, 12, 14, 19, 26, 58, 60, 55, //
        14, 13, 16, 24, 40, 57, 69, 56, //
        14, 17, 22, 29, 51, 87, 80, 62, //
        18, 22, 37, 56, 68, 109, 103, 77, //
        24, 35, 55, 64, 81, 104, 113, 92, //
        49, 64, 78, 87, 103, 121, 120, 101, //
        72, 92, 95, 98, 112, 100, 103, 99
    };
    private static final int[] CHROMA = {
        17, 18, 24, 47, 99, 99, 99, 99, //
        18, 21, 26, 66, 99, 99, 99, 99, //
        24, 26, 56, 99, 99, 99, 99, 99, //
        47, 66, 99, 99, 99, 99, 99, 99, //
        99, 99, 99, 99, 99, 99, 99, 99, //
        99, 99, 99, 99, 99, 99, 99, 99, //
        99, 99, 99, 99, 99, 99, 99, 99, //
        99, 99, 99, 99, 99, 99, 99, 99
    };

    /** Row u, column x: the cosine of frequency u at place x, of length 1. */
    private static final double[][] COSINES = cosines();

    @Override
    public Raster apply(Raster image, Stream stream) {
        int height = image.height();
        int width = image.width();
        Raster x = image.with((r, c, k) -> Math.floor(image.at(r, c, k) * 255 + .5));
        if (image.channels() == 1) {
            int[][] grey = coded(plane(height, width, (r, c) -> x.at(r, c, 0)), LUMA);
            return image.with((r, c, k) -> grey[r][c] / 255.);
        }
        int[][] luma = coded(plane(height, width, x::grey), LUMA);
        int[][] blue = chroma(plane(
                height,
                width,
                (r, c) -> 128 - .168735892 * x.at(r, c, 0) - .331264108 * x.at(r, c, 1) + .5 * x.at(r, c, 2)));
        int[][] red = chroma(plane(
                height,
                width,
                (r, c) -> 128 + .5 * x.at(r, c, 0) - .418687589 * x.at(r, c, 1) - .081312411 * x.at(r, c, 2)));
        return image.with((r, c, k) -> {
            double cb = blue[r][c] - 128.;
            double cr = red[r][c] - 128.;
            double value = luma[r][c]
                    + switch (k) {
                        case 0 -> 1.402 * cr;
                        case 1 -> -.344136286 * cb - .714136286 * cr;
                        default -> 1.772 * cb;
                    };
            return value / 255;
        });
    }

    private interface Level {
        double at(int y, int x);
    }

    private static int[][] plane(int height, int width, Level level) {
        int[][] plane = new int[height][width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                plane[y][x] = Math.min(255, (int) Math.floor(level.at(y, x) + .5));
            }
        }
        return plane;
    }

    private int[][] chroma(int[][] plane) {
        return doubled(coded(halved(plane), CHROMA), plane.length, plane[0].length);
    }

    /** Means of 2×2; a half is rounded down and up in turn. */
    private static int[][] halved(int[][] plane) {
        int height = plane.length;
        int width = plane[0].length;
        int[][] halved = new int[(height + 1) / 2][(width + 1) / 2];
        for (int y = 0; y < halved.length; y++) {
            for (int x = 0; x < halved[0].length; x++) {
                int below = Math.min(2 * y + 1, height - 1);
                int beside = Math.min(2 * x + 1, width - 1);
                int sum = plane[2 * y][2 * x] + plane[2 * y][beside] + plane[below][2 * x] + plane[below][beside];
                halved[y][x] = (sum + 1 + x % 2) / 4;
            }
        }
        return halved;
    }

    /** Three quarters of the nearest and a quarter of the next, in either direction. */
    private static int[][] doubled(int[][] plane, int height, int width) {
        int[][] doubled = new int[height][width];
        for (int y = 0; y < height; y++) {
            int[] near = plane[y / 2];
            int[] far = plane[Edge.NEAREST.inside(y % 2 == 0 ? y / 2 - 1 : y / 2 + 1, plane.length)];
            for (int x = 0; x < width; x++) {
                int column = x / 2;
                int next = Edge.NEAREST.inside(x % 2 == 0 ? column - 1 : column + 1, near.length);
                int sum = 3 * (3 * near[column] + far[column]) + 3 * near[next] + far[next];
                doubled[y][x] = (sum + 8 - x % 2) / 16;
            }
        }
        return doubled;
    }

    /** Block by block; what a block lacks at the right and below is its last column and row again. */
    private int[][] coded(int[][] plane, int[] table) {
        int height = plane.length;
        int width = plane[0].length;
        int[][] coded = new int[height][width];
        for (int top = 0; top < height; top += SIDE) {
            for (int left = 0; left < width; left += SIDE) {
                double[][] block = new double[SIDE][SIDE];
                for (int y = 0; y < SIDE; y++) {
                    for (int x = 0; x < SIDE; x++) {
                        block[y][x] = plane[Math.min(top + y, height - 1)][Math.min(left + x, width - 1)] - 128;
                    }
                }
                double[][] whole = restored(block, table);
                for (int y = 0; y < Math.min(SIDE, height - top); y++) {
                    for (int x = 0; x < Math.min(SIDE, width - left); x++) {
                        int level = (int) Math.floor(whole[y][x] + 128 + .5);
                        coded[top + y][left + x] = Math.max(0, Math.min(255, level));
                    }
                }
            }
        }
        return coded;
    }

    /** There, each frequency to a whole number of its step, and back. */
    private double[][] restored(double[][] block, int[] table) {
        double[][] frequencies = product(product(COSINES, block), transposed(COSINES));
        for (int i = 0; i < SIDE * SIDE; i++) {
            double step = step(table[i]);
            double each = frequencies[i / SIDE][i % SIDE];
            frequencies[i / SIDE][i % SIDE] = step * Math.signum(each) * Math.floor(Math.abs(each) / step + .5);
        }
        return product(product(transposed(COSINES), frequencies), COSINES);
    }

    private int step(int standard) {
        int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        return Math.max(1, Math.min(255, (standard * percent + 50) / 100));
    }

    private static double[][] cosines() {
        double[][] cosines = new double[SIDE][SIDE];
        for (int u = 0; u < SIDE; u++) {
            for (int x = 0; x < SIDE; x++) {
                cosines[u][x] = (u == 0 ? Math.sqrt(.125) : .5) * StrictMath.cos((2 * x + 1) * u * Math.PI / 16);
            }
        }
        return cosines;
    }

    private static double[][] product(double[][] one, double[][] other) {
        double[][] product = new double[SIDE][SIDE];
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                for (int k = 0; k < SIDE; k++) {
                    product[i][j] += one[i][k] * other[k][j];
                }
            }
        }
        return product;
    }

    private static double[][] transposed(double[][] matrix) {
        double[][] transposed = new double[SIDE][SIDE];
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                transposed[j][i] = matrix[i][j];
            }
        }
        return transposed;
    }
}
