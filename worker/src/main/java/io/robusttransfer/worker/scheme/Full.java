package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.Tensor;

/** Fine-tuning: the loss of another scheme trains f and h together, batch normalisation included. */
public record Full(Scheme inner) implements Scheme {
    @Override
    public Tensor loss(Step s) {
        return inner.loss(s);
    }

    @Override
    public Needs needs() {
        return inner.needs();
    }

    @Override
    public Trainable trains(Trainable usual, int epoch, int epochs) {
        return Trainable.ALL;
    }
}
