package io.robusttransfer.worker.attack;

import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Tensor;

/**
 * Squares for Linf (Andriushchenko et al., ECCV 2020, section 3.3): vertical stripes of ±epsilon to begin with, then each channel of a
 * square moves by ±2 epsilon, projected into the ball.
 */
record SquaresLinf(Ball ball) implements Square.Proposals {
    @Override
    public Tensor first(Tensor x, Noise noise) {
        long n = x.size(0);
        long channels = x.size(1);
        long width = x.size(3);
        Tensor stripes = noise.signs((int) n, (int) (channels * width)).reshape(n, channels, 1, width);
        return ball.project(x, x.add(stripes.mul(ball.radius())));
    }

    @Override
    public Tensor next(Tensor x, Tensor best, int side, Noise noise) {
        int n = (int) x.size(0);
        Window window = Window.drawn(x, side, noise);
        Tensor signs = noise.signs(n, (int) x.size(1)).reshape(n, x.size(1), 1, 1);
        return ball.project(x, best.add(window.mask().mul(signs.mul(2 * ball.radius()))));
    }

    @Override
    public int side(double share, int height, int width) {
        int side = (int) Math.rint(Math.sqrt(share * height * width));
        return Math.min(Math.max(side, 1), Math.min(height, width));
    }
}
