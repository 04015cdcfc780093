package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.attack.CrossEntropy;
import io.robusttransfer.worker.attack.Objective;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;

/**
 * TRADES (Zhang et al., ICML 2019): mean over images of CE(h(f(x)), y) + beta KL(p(x) ‖ p(x')), in nats, with x' = argmax_{x' in
 * B(x)} KL(p(x) ‖ p(x')) by PGD against the net as it is and p the softmax of its logits. Gradients flow through p(x) and p(x').
 * Both go through one forward, so that batch normalisation treats them alike.
 *
 * @param attack without a random start it starts at x + 0.001 N(0, I), since the divergence has no gradient at x
 * @param warmup epochs until the ball has its size; 0 for at once
 */
public record Trades(double beta, Pgd attack, int warmup) implements Scheme {
    @Override
    public Tensor loss(Step s) {
        Tensor adversarial = adversarial(s);
        Tensor logits = s.net().logits(Tensor.cat(List.of(s.x(), adversarial), 0));
        long n = s.y().size();
        Tensor natural = logits.slice(0, 0, n);
        Tensor moved = logits.slice(0, n, 2 * n);
        Tensor crossEntropy = CrossEntropy.perImage(natural, s.y()).mean();
        return crossEntropy.add(divergence(natural, moved).mean().mul(beta));
    }

    private Tensor adversarial(Step s) {
        Tensor natural = s.net().frozen().logits(s.x());
        Objective objective = (net, x) -> divergence(natural, net.logits(x));
        return s.moved(attack.grown(s.epochs(), warmup), objective);
    }

    /** KL(p ‖ q) = Σ p (log p − log q) of each image, at least 0, for logits (N, K) of p and q. */
    static Tensor divergence(Tensor p, Tensor q) {
        Tensor logP = p.logSoftmax(1);
        return logP.exp().mul(logP.sub(q.logSoftmax(1))).sum(false, 1);
    }
}
