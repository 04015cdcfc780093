package io.robusttransfer.worker.attack;

import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;

/**
 * The targeted fast adaptive boundary attack (Croce and Hein, "Minimally distorted adversarial examples with a fast adaptive boundary
 * attack", ICML 2020, algorithm 1, for one other class), one run from the image itself. It looks for the nearest misclassified point;
 * what lies outside the ball is no success. With d1 and d0 the ways from x(k) and from x to the linearised boundary z_t = z_y
 * ({@link Hyperplane}):
 *
 * <pre>
 * alpha  = min(||d1|| / (||d1|| + ||d0||), 0.1)
 * x(k+1) = clip((1 - alpha) (x(k) + 1.05 d1) + alpha (x + 1.05 d0), 0, 1)
 * </pre>
 *
 * and a misclassified point goes back, x(k+1) <- x + 0.9 (x(k+1) - x).
 *
 * @param epsilon radius of the ball in pixels of [0, 1]
 * @param rank of the other class among those that are not the label, by their logits at the image, from 1
 */
public record FabT(Norm norm, double epsilon, int iterations, int rank) implements Attack {
    private static final double MOST_ALPHA = .1;
    private static final double OVERSHOOT = 1.05;
    private static final double BACK = .9;
    private static final double LEAST_WAY = 1e-8;

    @Override
    public Tensor adversarial(Net net, Tensor x, Tensor y, Noise noise) {
        return Grad.off(() -> Scope.within(() -> search(net.frozen(), x, y)));
    }

    private Tensor search(Net net, Tensor x, Tensor y) {
        Ball ball = new Ball(norm, epsilon);
        Tensor target = Margin.rival(net.logits(x), y, rank);
        Tensor at = x.copy();
        Tensor nearest = x.copy();
        Tensor distance = Tensor.full(Float.MAX_VALUE, x.type(), x.size(0), 1, 1, 1);
        for (int k = 0; k < iterations; k++) {
            Scope.run(() -> {
                at.assign(step(net, ball, x, y, target, at));
                Tensor wrong = Tensor.of(Robustness.wrong(net.logits(at), y), x.size(0), 1, 1, 1);
                Tensor moved = at.sub(x);
                Tensor length = ball.norm(moved);
                Tensor nearer = wrong.where(length, Tensor.full(Float.MAX_VALUE, x.type(), length.shape()));
                nearest.assign(distance.gt(nearer).where(at, nearest));
                distance.assign(distance.minimum(nearer));
                at.assign(wrong.where(moved.mul(BACK).add(x), at));
            });
        }
        Tensor within = Tensor.full(epsilon, x.type(), distance.shape()).gte(distance);
        return within.where(nearest, x);
    }

    private Tensor step(Net net, Ball ball, Tensor x, Tensor y, Tensor target, Tensor at) {
        Tensor leaf = at.leaf();
        Grad.Result boundary = Grad.of(() -> Margin.towards(net.logits(leaf), y, target), leaf);
        long n = x.size(0);
        Tensor w = boundary.gradient().reshape(n, -1);
        Tensor here = at.reshape(n, -1);
        Tensor origin = x.reshape(n, -1);
        Tensor lead = boundary.value().reshape(n, 1);
        // w t - b is the lead z_t - z_y of the linearised net at t
        Tensor leadAtOrigin = origin.sub(here).mul(w).sum(true, 1).add(lead);
        Tensor d1 = Hyperplane.towards(norm, here, w, lead).reshape(x.shape());
        Tensor d0 = Hyperplane.towards(norm, origin, w, leadAtOrigin).reshape(x.shape());
        Tensor way1 = ball.norm(d1).maximum(LEAST_WAY);
        Tensor way0 = ball.norm(d0).maximum(LEAST_WAY);
        Tensor alpha = way1.div(way1.add(way0)).minimum(MOST_ALPHA);
        Tensor one = Tensor.full(1, Type.FLOAT32, 1, 1, 1, 1);
        return d1.mul(OVERSHOOT)
                .add(at)
                .mul(one.sub(alpha))
                .add(d0.mul(OVERSHOOT).add(x).mul(alpha))
                .maximum(0)
                .minimum(1);
    }
}
