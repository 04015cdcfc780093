package io.robusttransfer.worker.scheme;

import static io.robusttransfer.worker.attack.CrossEntropy.perImage;

import io.robusttransfer.worker.tensor.Tensor;

/**
 * Cross-entropy under Gaussian noise: mean CE(h(f(x + sigma n)), y) with n ~ N(0, I) fresh at every step, not clipped
 * (Cohen et al., ICML 2019).
 *
 * @param sigma in pixels of [0, 1]
 */
public record CeN(double sigma) implements Scheme {
    @Override
    public Tensor loss(Step s) {
        Tensor noisy = s.x().add(s.gaussian("noise").mul(sigma));
        return perImage(s.net().logits(noisy), s.y()).mean();
    }
}
