package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.attack.CrossEntropy;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.Tensor;

/**
 * Learning without forgetting for robust features (Shafahi et al., ICLR 2020): mean over images of CE(h(f(x)), y) + lambda ‖f(x) −
 * f0(x)‖1, f0 being the source model's f. The head alone is trained for the first third of the epochs (rounded down), then f and h with an
 * optimizer that starts anew. Batch normalisation is frozen throughout: by the batch, f would differ from f0 at equal weights.
 */
public record Lwf(double lambda) implements Scheme {
    private static final String BEFORE = "f0";

    @Override
    public Tensor loss(Step s) {
        Tensor z = s.net().f(s.x());
        Tensor crossEntropy = CrossEntropy.perImage(s.net().h(z), s.y());
        return crossEntropy.add(distance(z, s.cached(BEFORE)).mul(lambda)).mean();
    }

    /** ‖z − z0‖1 of each image, for (N, D). */
    static Tensor distance(Tensor z, Tensor z0) {
        return z.sub(z0).abs().sum(false, 1);
    }

    @Override
    public Needs needs() {
        return Needs.cached(BEFORE, (first, x) -> first.f(x));
    }

    @Override
    public Trainable trains(Trainable usual, int epoch, int epochs) {
        return 3 * (epoch + 1) <= epochs ? Trainable.HEAD : Trainable.allButNorms();
    }
}
