package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.model.SpectralNorm;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.Tensor;

/**
 * Non-expansive fine-tuning (CARTL, Chen et al., ICML 2021): cross-entropy trains h and the last blocks of f, whose layers compute
 * with β W/σ(W), so that they do not enlarge what an attack moved before them. σ is that of the kernel as a matrix, as in the released
 * code. Batch normalisation is frozen.
 *
 * @param blocks how many of f's, counted from its end
 */
public record Neft(double beta, int blocks) implements Scheme {
    @Override
    public Tensor loss(Step s) {
        return new Ce().loss(s);
    }

    @Override
    public Needs needs() {
        return Needs.reparametrised(SpectralNorm.ofKernels(beta, blocks));
    }

    @Override
    public Trainable trains(Trainable usual, int epoch, int epochs) {
        return Trainable.lastBlocks(blocks);
    }
}
