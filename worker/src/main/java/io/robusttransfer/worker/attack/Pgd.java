package io.robusttransfer.worker.attack;

import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;

/**
 * Projected gradient ascent in pixel space (Madry et al., ICLR 2018); fast gradient sign (Goodfellow et al., ICLR 2015)
 * is its one step of length epsilon without a random start.
 *
 * <p>With d0 uniform in the ball B, each step does, for one image x and its own loss l:
 *
 * <pre>
 * Linf: d <- clip(d + a sign(grad l), -epsilon, epsilon)
 * L2:   d <- d + a g / ||g||, nothing where g = 0;  d <- d min(1, epsilon / ||d||)
 * both: d <- clip(x + d, 0, 1) - x
 * </pre>
 *
 * @param epsilon radius of the ball in pixels of [0, 1]; the Euclidean length runs over all values of an image
 * @param stepSize a, in the same unit
 */
public record Pgd(Norm norm, double epsilon, double stepSize, int steps, boolean randomStart) implements Attack {
    /** L2 balls are this much smaller, so that an image is not rounded out of its ball (float32). */
    private static final double INSIDE = 1 - 0x1p-22;

    /** One step to the border of the ball. */
    public static Pgd fgsm(Norm norm, double epsilon) {
        return new Pgd(norm, epsilon, epsilon, 1, false);
    }

    /** The usual step: 2.5 epsilon / steps reaches every point of the ball from any other (Madry et al. 2018). */
    public static double usualStep(double epsilon, int steps) {
        return 2.5 * epsilon / steps;
    }

    /** The same attack in a ball scaled by {@code factor}, its steps scaled too. */
    public Pgd scaled(double factor) {
        return new Pgd(norm, epsilon * factor, stepSize * factor, steps, randomStart);
    }

    /** In a ball that grows in a line from nothing over the first {@code warmup} epochs. */
    public Pgd grown(double epochs, int warmup) {
        return scaled(warmup == 0 ? 1 : Math.min(1, epochs / warmup));
    }

    /** Returns x itself where epsilon is 0. */
    @Override
    public Tensor maximise(Net net, Tensor x, Objective objective, Noise starts) {
        return ascend(net, x, objective, randomStart ? starts.inBall(norm, x, epsilon) : null);
    }

    /** The same from starts of one's own choice: x + start, brought into the ball. */
    public Tensor maximiseFrom(Tensor start, Net net, Tensor x, Objective objective) {
        return ascend(net, x, objective, start);
    }

    private Tensor ascend(Net net, Tensor x, Objective objective, Tensor start) {
        return Grad.off(() -> Scope.within(() -> {
            Net frozen = net.frozen();
            return norm == Norm.LINF
                    ? maximiseLinf(frozen, x, objective, start)
                    : maximiseL2(frozen, x, objective, start);
        }));
    }

    private Tensor maximiseLinf(Net net, Tensor x, Objective objective, Tensor start) {
        Tensor low = x.sub(epsilon).maximum(0);
        Tensor high = x.add(epsilon).minimum(1);
        Tensor at = start == null ? within(x, low, high) : within(x.add(start), low, high);
        for (int step = 0; step < steps; step++) {
            Tensor from = at;
            at = Scope.within(() -> {
                Tensor gradient = gradient(net, from, objective);
                return within(gradient.sign().mulInPlace(stepSize).addInPlace(from), low, high);
            });
            from.close();
        }
        return at;
    }

    private static Tensor within(Tensor x, Tensor low, Tensor high) {
        return Scope.within(() -> x.maximum(low).minimum(high));
    }

    private Tensor maximiseL2(Net net, Tensor x, Objective objective, Tensor start) {
        Tensor at = x.add(0);
        if (start != null) {
            at = Scope.within(() -> moved(x, start));
        }
        for (int step = 0; step < steps; step++) {
            Tensor from = at;
            at = Scope.within(() -> {
                Tensor direction = direction(gradient(net, from, objective));
                return moved(x, from.sub(x).addInPlace(direction.mulInPlace(stepSize)));
            });
            from.close();
        }
        return at;
    }

    /** clip(x + d min(1, epsilon / ||d||), 0, 1). */
    private Tensor moved(Tensor x, Tensor d) {
        Tensor shrink = length(d).maximum(Float.MIN_NORMAL);
        shrink = Tensor.full(epsilon * INSIDE, shrink.type(), shrink.shape())
                .div(shrink)
                .minimum(1);
        return d.mul(shrink).addInPlace(x).maximum(0).minimum(1);
    }

    /**
     * g / ||g|| of each image, 0 where g is 0. Divided by its largest value first: the cross-entropy of an image that is
     * right by a margin m has a gradient of about exp(-m), whose squares vanish in float32 from m = 50 on; a term such as
     * 1e-12 beside the length would stop the attack from m = 30 on.
     */
    private static Tensor direction(Tensor g) {
        Tensor largest = g.abs().max(true, 1).max(true, 2).max(true, 3);
        Tensor scaled = g.div(largest.maximum(Float.MIN_NORMAL));
        return scaled.div(length(scaled).maximum(Float.MIN_NORMAL));
    }

    /** Euclidean length of each image, (N, 1, 1, 1). */
    private static Tensor length(Tensor x) {
        return x.square().sum(true, 1, 2, 3).sqrt();
    }

    private static Tensor gradient(Net net, Tensor x, Objective objective) {
        Tensor leaf = x.leaf();
        return Grad.of(() -> objective.loss(net, leaf), leaf).gradient();
    }
}
