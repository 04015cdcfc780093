package io.robusttransfer.worker.scheme;

import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.attack.CrossEntropy;
import io.robusttransfer.worker.attack.Objective;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Tensor;

/**
 * Local Lipschitz penalty, by the measure of Yang et al., NeurIPS 2020: the mean over images of CE(h(f(x)), y) + lambda q(x'), with q(x')
 * = ‖z(x') − z(x)‖1 / (‖x' − x‖ + 1e-6), z = h(f(·)) and x' = argmax_{x' in B(x)} q(x') by PGD; the length of x' − x is the ball's.
 * CE goes by the batch where batch normalisation does; q goes by running statistics, since by the batch it would measure other images.
 * q is a lower bound of the local Lipschitz constant, and certifies nothing.
 *
 * @param attack without a random start it starts at x + 0.001 N(0, I), since q has no gradient at x
 * @param warmup epochs until the ball has its size; 0 for at once
 */
public record LocalLipschitz(double lambda, Pgd attack, int warmup) implements Scheme {
    private static final double NO_LENGTH = 1e-6;

    @Override
    public Tensor loss(Step s) {
        Tensor adversarial = adversarial(s);
        Net running = s.net().running();
        Tensor steepness =
                quotient(running.logits(adversarial).sub(running.logits(s.x())), adversarial.sub(s.x()), attack.norm());
        return CrossEntropy.perImage(s.net().logits(s.x()), s.y())
                .add(steepness.mul(lambda))
                .mean();
    }

    private Tensor adversarial(Step s) {
        Tensor clean = s.net().frozen().logits(s.x());
        Objective steepness = (net, x) -> quotient(net.logits(x).sub(clean), x.sub(s.x()), attack.norm());
        return s.moved(attack.grown(s.epochs(), warmup), steepness);
    }

    /** ‖dz‖1 / (‖dx‖ + 1e-6) of each image, for dz (N, K) and dx (N, C, H, W); the length of dx is its largest value or Euclidean. */
    static Tensor quotient(Tensor dz, Tensor dx, Norm norm) {
        long n = dx.size(0);
        Tensor flat = dx.reshape(n, dx.size() / n);
        Tensor length =
                switch (norm) {
                    case LINF -> flat.abs().max(false, 1);
                    case L2 -> flat.square().sum(false, 1).add(1e-24).sqrt();
                };
        return dz.abs().sum(false, 1).div(length.add(NO_LENGTH));
    }
}
