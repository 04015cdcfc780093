package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.model.SpectralNorm;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.stream.LongStream;

/**
 * Layers of bounded norm (Gouk et al., Machine Learning 110, 2021): mean over images of max(0, m − (z_y − max_{j≠y} z_j)), z
 * being the logits of a net whose layers, h's too, compute with c W/σ(W). Since no layer can grow, a margin has to be won by
 * features that differ, and a margin is a distance.
 *
 * @param weights c W/σ(W)
 * @param margin m, in logits
 */
public record Lipschitz(SpectralNorm weights, double margin) implements Scheme {
    private static final double NEVER = 1e9;

    @Override
    public Tensor loss(Step s) {
        return margins(s.net().logits(s.x()), s.y()).neg().add(margin).relu().mean();
    }

    /** z_y − max_{j≠y} z_j of each image, for logits (N, K) and labels (N), INT64. */
    static Tensor margins(Tensor logits, Tensor y) {
        long n = y.size();
        long classes = logits.size(1);
        Tensor each = Tensor.of(LongStream.range(0, classes).toArray(), 1, classes);
        Tensor right = y.reshape(n, 1).eq(each).to(logits.type());
        Tensor others = logits.sub(right.mul(NEVER)).max(false, 1);
        return logits.gather(y.reshape(n, 1), 1).reshape(n).sub(others);
    }

    @Override
    public Needs needs() {
        return Needs.reparametrised(weights);
    }
}
