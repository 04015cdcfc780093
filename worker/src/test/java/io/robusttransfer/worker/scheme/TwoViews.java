package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Tensor;

/** Two views of a batch that differ, as where a study varies images. */
record TwoViews(Tensor one, Tensor other) implements Step.Inputs {
    @Override
    public Tensor view(int index) {
        return index == 0 ? one : other;
    }

    @Override
    public Tensor features(Net net) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor cached(String name) {
        throw new UnsupportedOperationException();
    }
}
