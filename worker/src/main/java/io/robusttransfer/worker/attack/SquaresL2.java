package io.robusttransfer.worker.attack;

import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;

/**
 * Squares for L2 (Andriushchenko et al., ECCV 2020, section 3.4). A pattern is two pyramids, of opposite sign, lying down or standing
 * ({@link #pattern}). A perturbation begins as a grid of patterns. A query empties a second square, and puts what that frees, and what
 * the ball leaves free, into the first: its old direction plus a pattern of random sign. All is scaled to length epsilon.
 */
record SquaresL2(Ball ball) implements Square.Proposals {
    private static final int GRID = 5;
    private static final int LEAST_SIDE = 3;
    private static final double TINY = 1e-12;

    @Override
    public Tensor first(Tensor x, Noise noise) {
        int n = (int) x.size(0);
        int channels = (int) x.size(1);
        int height = (int) x.size(2);
        int width = (int) x.size(3);
        int side = Math.max(height / GRID, 1);
        int margin = Math.max((height - side * GRID) / 2, 0);
        int down = (height - margin) / side;
        int right = (width - margin) / side;
        Tensor rows = tiles(height, side, margin, down);
        Tensor columns = tiles(width, side, margin, right).permute(1, 0);
        Tensor signs = spread(noise.signs(n, channels * down * right).reshape(n, channels, down, right), rows, columns);
        Tensor lying = spread(noise.signs(n, down * right).reshape(n, 1, down, right), rows, columns);
        Tensor zero = Tensor.zeros(Type.FLOAT32, 1, 1, 1, 1);
        Tensor patterns = lying.gt(zero)
                .where(
                        tiled(pattern(side, false), height, width, margin),
                        tiled(pattern(side, true), height, width, margin));
        return scaled(x, signs.mul(patterns));
    }

    @Override
    public Tensor next(Tensor x, Tensor best, int side, Noise noise) {
        int n = (int) x.size(0);
        int channels = (int) x.size(1);
        Window filled = Window.drawn(x, side, noise);
        Window emptied = Window.drawn(x, side, noise);
        Tensor signs = noise.signs(n, channels).reshape(n, channels, 1, 1);
        Tensor lying = noise.signs(n, 1).reshape(n, 1, 1, 1);
        Tensor zero = Tensor.zeros(Type.FLOAT32, 1, 1, 1, 1);
        Tensor inFilled = filled.mask();
        Tensor inBoth = inFilled.maximum(emptied.mask());
        Tensor delta = best.sub(x);
        Tensor unused = ball.norm(delta)
                .square()
                .neg()
                .add(ball.radius() * ball.radius())
                .maximum(0);
        Tensor budget = unused.div(channels)
                .add(delta.mul(inBoth).square().sum(true, 2, 3))
                .sqrt();
        Tensor old = unit(delta.mul(inFilled));
        Tensor pattern = lying.gt(zero)
                .where(filled.holding(matrix(pattern(side, false))), filled.holding(matrix(pattern(side, true))));
        Tensor fresh = unit(old.add(pattern.mul(signs))).mul(budget);
        Tensor outside = inBoth.neg().add(1);
        return scaled(x, delta.mul(outside).add(fresh));
    }

    @Override
    public int side(double share, int height, int width) {
        int side = Math.max((int) Math.rint(Math.sqrt(share * height * width)), LEAST_SIDE);
        return Math.min(side % 2 == 0 ? side + 1 : side, Math.min(height, width));
    }

    /** x + epsilon d / ||d||, clipped. */
    private Tensor scaled(Tensor x, Tensor d) {
        return ball.project(x, Ball.direction(d).mul(ball.radius()).add(x));
    }

    /** Each channel of each image at length 1. */
    private static Tensor unit(Tensor d) {
        return d.div(d.square().sum(true, 2, 3).sqrt().add(TINY));
    }

    /**
     * Two pyramids of opposite sign, one above the other, at length 1; standing they are transposed.
     *
     * @return side rows of side columns
     */
    static double[][] pattern(int side, boolean standing) {
        double[][] pattern = new double[side][side];
        pyramid(pattern, 0, side / 2, 1);
        pyramid(pattern, side / 2, side, -1);
        double length = length(pattern, 0, side);
        double[][] turned = new double[side][side];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                turned[row][column] = (standing ? pattern[column][row] : pattern[row][column]) / length;
            }
        }
        return turned;
    }

    /** Rectangles, each within the last by a pixel on every side where there is room, of heights 1 / i², at length 1 in all. */
    private static void pyramid(double[][] pattern, int top, int bottom, int sign) {
        int height = bottom - top;
        int width = pattern.length;
        int middleRow = height / 2;
        int middleColumn = width / 2;
        for (int ring = 0; ring < Math.max(middleRow, middleColumn) + 1; ring++) {
            for (int row = Math.max(middleRow - ring, 0); row < Math.min(middleRow + ring + 1, height); row++) {
                for (int column = Math.max(middleColumn - ring, 0);
                        column < Math.min(middleColumn + ring + 1, width);
                        column++) {
                    pattern[top + row][column] += sign / (double) ((ring + 1) * (ring + 1));
                }
            }
        }
        double length = length(pattern, top, bottom);
        for (int row = top; row < bottom; row++) {
            for (int column = 0; column < width; column++) {
                pattern[row][column] /= length;
            }
        }
    }

    private static double length(double[][] pattern, int top, int bottom) {
        double square = 0;
        for (int row = top; row < bottom; row++) {
            for (double value : pattern[row]) {
                square += value * value;
            }
        }
        return Math.sqrt(Math.max(square, Double.MIN_NORMAL));
    }

    private static Tensor matrix(double[][] values) {
        float[] flat = new float[values.length * values.length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) values[i / values.length][i % values.length];
        }
        return Tensor.of(flat, values.length, values.length);
    }

    /** (1, 1, H, W): the pattern again and again from the margin on. */
    private static Tensor tiled(double[][] pattern, int height, int width, int margin) {
        int side = pattern.length;
        float[] all = new float[height * width];
        for (int row = margin; row < height; row++) {
            for (int column = margin; column < width; column++) {
                all[row * width + column] = (float) pattern[(row - margin) % side][(column - margin) % side];
            }
        }
        return Tensor.of(all, 1, 1, height, width);
    }

    /** (length, tiles): 1 where a row belongs to a tile. */
    private static Tensor tiles(int length, int side, int margin, int tiles) {
        float[] all = new float[length * tiles];
        for (int row = margin; row < margin + tiles * side; row++) {
            all[row * tiles + (row - margin) / side] = 1;
        }
        return Tensor.of(all, length, tiles);
    }

    /** (N, C, tiles, tiles) to (N, C, H, W), 0 outside the tiles. */
    private static Tensor spread(Tensor perTile, Tensor rows, Tensor columns) {
        return rows.matmul(perTile).matmul(columns);
    }
}
