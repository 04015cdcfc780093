package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/** A fractal of random heights by the diamond-square algorithm on a torus, as CIFAR-10-C draws fog. */
final class Plasma {
    private final double[][] heights;
    private final Stream stream;
    private double wobble = 100;

    private Plasma(int side, Stream stream) {
        this.heights = new double[side][side];
        this.stream = stream;
    }

    /**
     * Heights in [0,1], the upper left of a square whose side is a power of two.
     *
     * @param decay by which details are smaller than what is twice their size
     */
    static double[][] of(int height, int width, double decay, Stream stream) {
        int longest = Math.max(2, Math.max(height, width));
        int side = Integer.highestOneBit(longest - 1) * 2;
        Plasma plasma = new Plasma(side, stream);
        for (int step = side; step >= 2; step /= 2) {
            plasma.squares(step);
            plasma.diamonds(step);
            plasma.wobble /= decay;
        }
        return plasma.scaled(height, width);
    }

    /** The middle of each square, from its corners. */
    private void squares(int step) {
        int half = step / 2;
        for (int y = 0; y < heights.length; y += step) {
            for (int x = 0; x < heights.length; x += step) {
                set(y + half, x + half, at(y, x) + at(y + step, x) + at(y, x + step) + at(y + step, x + step));
            }
        }
    }

    /** The middles of its upper and left sides, from what is around each. */
    private void diamonds(int step) {
        int half = step / 2;
        for (int y = 0; y < heights.length; y += step) {
            for (int x = half; x < heights.length; x += step) {
                set(y, x, around(y, x, half));
            }
        }
        for (int y = half; y < heights.length; y += step) {
            for (int x = 0; x < heights.length; x += step) {
                set(y, x, around(y, x, half));
            }
        }
    }

    private double around(int y, int x, int half) {
        return at(y - half, x) + at(y + half, x) + at(y, x - half) + at(y, x + half);
    }

    private double at(int y, int x) {
        return heights[Math.floorMod(y, heights.length)][Math.floorMod(x, heights.length)];
    }

    private void set(int y, int x, double sumOfFour) {
        heights[y][x] = sumOfFour / 4 + wobble * wobble * (2 * stream.uniformDouble() - 1);
    }

    private double[][] scaled(int height, int width) {
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (double[] row : heights) {
            for (double each : row) {
                lowest = Math.min(lowest, each);
                highest = Math.max(highest, each);
            }
        }
        double[][] scaled = new double[height][width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                scaled[y][x] = (heights[y][x] - lowest) / (highest - lowest);
            }
        }
        return scaled;
    }
}
