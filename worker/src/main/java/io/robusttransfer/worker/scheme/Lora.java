package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.model.LowRank;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.Tensor;

/**
 * Low-rank adaptation (Hu et al., ICLR 2022): cross-entropy trains h, and for each layer of f a change B A of its weights W, which stay.
 * Batch normalisation and biases of f are frozen.
 *
 * @param rank of each change at most
 */
public record Lora(int rank) implements Scheme {
    @Override
    public Tensor loss(Step s) {
        return new Ce().loss(s);
    }

    @Override
    public Needs needs() {
        return Needs.reparametrised(new LowRank(rank));
    }

    @Override
    public Trainable trains(Trainable usual, int epoch, int epochs) {
        return Trainable.OWN_PARTS;
    }
}
