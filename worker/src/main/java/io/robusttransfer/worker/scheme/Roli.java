package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.Tensor;

/**
 * Robust linear initialisation (Hua et al., ICLR 2024), its second phase: adversarial training of f and h together, batch
 * normalisation included. The h that it is given was fitted by adversarial training over the f that it is given, which the plan sees to.
 */
public record Roli(CeA ceA) implements Scheme {
    @Override
    public Tensor loss(Step s) {
        return ceA.loss(s);
    }

    @Override
    public Needs needs() {
        return ceA.needs();
    }

    @Override
    public Trainable trains(Trainable usual, int epoch, int epochs) {
        return Trainable.ALL;
    }
}
