package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.Tensor;

/** No training: the planner gives it no epoch, so that f keeps its first weights. */
public record Untrained() implements Scheme {
    @Override
    public Tensor loss(Step s) {
        throw new IllegalStateException("an untrained f has no loss");
    }

    @Override
    public Trainable trains(Trainable usual, int epoch, int epochs) {
        return Trainable.EXTRACTOR;
    }
}
