package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.attack.CrossEntropy;
import io.robusttransfer.worker.attack.Objective;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.Tensor;

/**
 * Local linearity regularization (Qin et al., NeurIPS 2019): with l(x) = CE(h(f(x)), y), in nats, and g(d) = |l(x + d) − l(x) −
 * d'∇l(x)|, the mean over images of l(x) + lambda g(d*) + mu |d*'∇l(x)|, where d* = argmax_{x + d in B(x)} g(d) by PGD. l(x)
 * itself goes by the batch where batch normalisation does; g and the tangent go by running statistics, since by the batch the
 * gradient of one image's loss would hold the others' images.
 *
 * @param attack needs a random start: g has no gradient at d = 0
 * @param warmup epochs until the ball has its size; 0 for at once
 */
public record Llr(double lambda, double mu, Pgd attack, int warmup) implements Scheme {
    @Override
    public Tensor loss(Step s) {
        Tensor x = s.x();
        Tensor adversarial = adversarial(s);
        Net running = s.net().running();
        Tensor leaf = x.leaf();
        Grad.Result at = Grad.inner(() -> loss(running, leaf, s.y()), leaf);
        Tensor predicted = dot(adversarial.sub(x), at.gradient());
        Tensor distance =
                loss(running, adversarial, s.y()).sub(at.value()).sub(predicted).abs();
        Tensor penalty = distance.mul(lambda).add(predicted.abs().mul(mu));
        return CrossEntropy.perImage(s.net().logits(x), s.y()).add(penalty).mean();
    }

    private Tensor adversarial(Step s) {
        Tensor x = s.x();
        Net frozen = s.net().frozen();
        Tensor leaf = x.leaf();
        Grad.Result at = Grad.of(() -> loss(frozen, leaf, s.y()), leaf);
        Objective distance = (net, moved) -> loss(net, moved, s.y())
                .sub(at.value())
                .sub(dot(moved.sub(x), at.gradient()))
                .abs();
        return attack.grown(s.epochs(), warmup).maximise(s.net(), x, distance, s.starts("attack"));
    }

    private static Tensor loss(Net net, Tensor x, Tensor y) {
        return CrossEntropy.perImage(net.logits(x), y);
    }

    /** d'g of each image, for (N, C, H, W). */
    static Tensor dot(Tensor d, Tensor g) {
        return d.mul(g).sum(false, 1, 2, 3);
    }
}
