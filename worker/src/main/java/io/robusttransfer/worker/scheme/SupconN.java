package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.tensor.Tensor;

/**
 * {@link Supcon} on noisy views: view 1 + sigma n and view 2 + sigma n', with n, n' ~ N(0, I) fresh at every step, not clipped.
 *
 * @param sigma in pixels of [0, 1]
 */
public record SupconN(double temperature, double sigma) implements Contrastive {
    @Override
    public Tensor loss(Step s) {
        Tensor one = s.view(0).add(s.gaussian("noise").mul(sigma));
        Tensor other = s.view(1).add(s.gaussian("noise of view 2").mul(sigma));
        return Contrastive.loss(s.net(), one, other, s.y(), temperature);
    }
}
