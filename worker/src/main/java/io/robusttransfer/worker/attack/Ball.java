package io.robusttransfer.worker.attack;

import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Tensor;

/**
 * The ball around an image, cut to pixels in [0, 1].
 *
 * @param radius in pixels of [0, 1]; the Euclidean length runs over all values of an image
 */
record Ball(Norm norm, double radius) {
    /** L2 balls are this much smaller, so that an image is not rounded out of its ball (float32). */
    private static final double INSIDE = 1 - 0x1p-22;

    /**
     * For Linf the nearest point of the ball; for L2 the point on the way to x, clipped to [0, 1].
     *
     * @param x centres, (N, C, H, W)
     * @param at any points, alike
     */
    Tensor project(Tensor x, Tensor at) {
        return norm == Norm.LINF
                ? at.maximum(x.sub(radius).maximum(0)).minimum(x.add(radius).minimum(1))
                : moved(x, at.sub(x));
    }

    /** clip(x + d min(1, radius / ||d||), 0, 1), for L2. */
    Tensor moved(Tensor x, Tensor d) {
        Tensor shrink = length(d).maximum(Float.MIN_NORMAL);
        shrink = Tensor.full(radius * INSIDE, shrink.type(), shrink.shape())
                .div(shrink)
                .minimum(1);
        return d.mul(shrink).addInPlace(x).maximum(0).minimum(1);
    }

    /** Where the gradient g points, by one unit of the norm: sign(g), or g / ||g||; 0 where g is 0. */
    Tensor uphill(Tensor g) {
        return norm == Norm.LINF ? g.sign() : direction(g);
    }

    /** Random points on the border of the ball, then clipped: uniform numbers for Linf, normal ones for L2, scaled to the radius. */
    Tensor onBorder(Tensor x, Noise noise) {
        return project(x, x.add(onUnitBorder(x, noise).mul(radius)));
    }

    private Tensor onUnitBorder(Tensor x, Noise noise) {
        if (norm == Norm.L2) {
            return direction(noise.gaussian(x));
        }
        Tensor d = noise.inBall(Norm.LINF, x, 1);
        return d.div(largest(d).maximum(Float.MIN_NORMAL));
    }

    /** ||d|| of each image, (N, 1, 1, 1). */
    Tensor norm(Tensor d) {
        return norm == Norm.LINF ? largest(d) : length(d);
    }

    /**
     * g / ||g|| of each image, 0 where g is 0. Divided by its largest value first: the gradient of a confident net has values whose
     * squares vanish in float32, and a term such as 1e-12 beside the length would stop the attack.
     */
    static Tensor direction(Tensor g) {
        Tensor scaled = g.div(largest(g).maximum(Float.MIN_NORMAL));
        return scaled.div(length(scaled).maximum(Float.MIN_NORMAL));
    }

    private static Tensor largest(Tensor d) {
        return d.abs().max(true, 1).max(true, 2).max(true, 3);
    }

    private static Tensor length(Tensor d) {
        return d.square().sum(true, 1, 2, 3).sqrt();
    }
}
