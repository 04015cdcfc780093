package io.robusttransfer.worker.scheme;

import static io.robusttransfer.worker.attack.CrossEntropy.perImage;

import io.robusttransfer.worker.attack.Objective;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.tensor.Tensor;

/**
 * Adversarial training: mean over images of max_{x' in B(x)} CE(h(f(x')), y), the maximum by PGD against the net as it is
 * (Madry et al., ICLR 2018). The ball grows in a line from nothing over the first epochs.
 *
 * @param warmup epochs until the ball has its size; 0 for at once
 */
public record CeA(Pgd attack, int warmup) implements Scheme {
    @Override
    public Tensor loss(Step s) {
        Tensor adversarial = attack.grown(s.epochs(), warmup)
                .maximise(s.net(), s.x(), Objective.crossEntropy(s.y()), s.starts("attack"));
        return perImage(s.net().logits(adversarial), s.y()).mean();
    }
}
