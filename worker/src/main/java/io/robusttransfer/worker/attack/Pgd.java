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

    /** Climbs the log-odds against the label. */
    @Override
    public Tensor adversarial(Net net, Tensor x, Tensor y, Noise noise) {
        return maximise(net, x, Objective.logOdds(y), noise);
    }

    /**
     * Moves every image so that its objective grows. The net is frozen while this runs: detached weights, running statistics;
     * gradients are taken by the images alone.
     *
     * @param x (N, C, H, W), pixels in [0, 1]
     * @param starts of the images' random starts
     * @return (N, C, H, W) in [0, 1], within the ball around x; x itself where epsilon is 0
     */
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
        Ball ball = new Ball(Norm.L2, epsilon);
        Tensor at = x.add(0);
        if (start != null) {
            at = Scope.within(() -> ball.moved(x, start));
        }
        for (int step = 0; step < steps; step++) {
            Tensor from = at;
            at = Scope.within(() -> {
                Tensor direction = Ball.direction(gradient(net, from, objective));
                return ball.moved(x, from.sub(x).addInPlace(direction.mulInPlace(stepSize)));
            });
            from.close();
        }
        return at;
    }

    private static Tensor gradient(Net net, Tensor x, Objective objective) {
        Tensor leaf = x.leaf();
        return Grad.of(() -> objective.loss(net, leaf), leaf).gradient();
    }
}
