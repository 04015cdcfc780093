package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;

/**
 * {@link Supcon} on noisy views: view 1 + sigma n and view 2 + sigma n', with n, n' ~ N(0, I) fresh at every step, not clipped.
 *
 * @param sigma in pixels of [0, 1]
 */
public record SupconN(double temperature, double sigma) implements Scheme {
    @Override
    public Tensor loss(Step s) {
        Tensor one = s.view(0).add(s.gaussian("noise").mul(sigma));
        Tensor other = s.view(1).add(s.gaussian("noise of view 2").mul(sigma));
        Tensor u = Supcon.directions(s.net(), Tensor.cat(List.of(one, other), 0));
        return Supcon.contrast(u, Tensor.cat(List.of(s.y(), s.y()), 0), temperature);
    }

    @Override
    public Needs needs() {
        return Needs.contrastive(Supcon.PROJECTOR);
    }

    @Override
    public Trainable trains(Trainable usual, int epoch, int epochs) {
        return Trainable.EXTRACTOR;
    }
}
