package io.robusttransfer.worker.attack;

import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;

/**
 * Auto-PGD (Croce and Hein, "Reliable evaluation of adversarial robustness with an ensemble of diverse parameter-free attacks",
 * ICML 2020, algorithm 1), one restart. P projects into the ball; s is the gradient's sign for Linf, its direction for L2:
 *
 * <pre>
 * x(0)   at random on the border of the ball
 * x(1)   = P(x(0) + eta s(0)),  eta = 2 epsilon
 * z      = P(x(k) + eta s(k))
 * x(k+1) = P(x(k) + 3/4 (z - x(k)) + 1/4 (x(k) - x(k-1)))
 * </pre>
 *
 * At its checkpoints ({@link StepSizes}) eta is halved, and the best point taken up again, where the loss rises too seldom.
 *
 * @param epsilon radius of the ball in pixels of [0, 1]
 * @param rank 0 climbs the log-odds against the label; r climbs the targeted ratio towards the r-th most likely other class of the
 *     image as it is
 */
public record Apgd(Norm norm, double epsilon, int iterations, int rank) implements Attack {
    private static final double MOMENTUM = .75;

    @Override
    public Tensor adversarial(Net net, Tensor x, Tensor y, Noise noise) {
        return Grad.off(() -> Scope.within(() -> {
            Net frozen = net.frozen();
            Tensor target = rank == 0 ? null : Margin.rival(frozen.logits(x), y, rank);
            return new Climb(frozen, x, y, target, noise).run();
        }));
    }

    /** One batch on its way. Its tensors are changed in place. */
    private final class Climb {
        private final Ball ball = new Ball(norm, epsilon);
        private final Net net;
        private final Tensor x;
        private final Tensor y;
        private final Tensor target;
        private final Tensor at;
        private final Tensor before;
        private final Tensor gradient;
        private final Tensor best;
        private final Tensor bestGradient;
        private final Tensor adversarial;
        private final float[] losses;
        private boolean[] wrong;

        Climb(Net net, Tensor x, Tensor y, Tensor target, Noise noise) {
            this.net = net;
            this.x = x;
            this.y = y;
            this.target = target;
            this.losses = new float[Math.toIntExact(y.size())];
            at = ball.onBorder(x, noise);
            gradient = look(at);
            before = at.copy();
            best = at.copy();
            bestGradient = gradient.copy();
            adversarial = at.copy();
        }

        Tensor run() {
            StepSizes sizes = new StepSizes(2 * epsilon, iterations, losses);
            for (int k = 0; k < iterations; k++) {
                boolean first = k == 0;
                Scope.run(() -> step(first, sizes));
            }
            return adversarial;
        }

        private void step(boolean first, StepSizes sizes) {
            Tensor eta = Tensor.of(sizes.sizes(), losses.length, 1, 1, 1);
            Tensor next = ball.project(x, ball.uphill(gradient).mul(eta).add(at));
            if (!first) {
                Tensor moved = next.sub(at).mul(MOMENTUM);
                next = ball.project(
                        x, at.sub(before).mul(1 - MOMENTUM).add(moved).add(at));
            }
            before.assign(at);
            at.assign(next);
            gradient.assign(look(at));
            choose(wrong, at, adversarial);
            boolean[] better = sizes.step(losses);
            choose(better, at, best);
            choose(better, gradient, bestGradient);
            boolean[] back = sizes.checkpoint();
            choose(back, best, at);
            choose(back, bestGradient, gradient);
        }

        /** The gradient there; notes losses and which images are misclassified. */
        private Tensor look(Tensor there) {
            Tensor leaf = there.leaf();
            Grad.Result result = Grad.of(
                    () -> {
                        Tensor logits = net.logits(leaf);
                        wrong = Robustness.wrong(logits.detach(), y);
                        return rank == 0 ? Margin.logOdds(logits, y) : Margin.targetedRatio(logits, y, target);
                    },
                    leaf);
            System.arraycopy(result.value().floats(), 0, losses, 0, losses.length);
            return result.gradient();
        }
    }

    /** Overwrites the chosen images. */
    private static void choose(boolean[] which, Tensor from, Tensor to) {
        to.assign(Tensor.of(which, which.length, 1, 1, 1).where(from, to));
    }
}
