package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.Tensor;

/** No training: f, and perhaps h, come from a file. */
public record Pretrained() implements Scheme {
    @Override
    public Tensor loss(Step s) {
        throw new IllegalStateException("weights of a file have no loss");
    }

    @Override
    public Trainable trains(Trainable usual, int epoch, int epochs) {
        return Trainable.EXTRACTOR;
    }
}
