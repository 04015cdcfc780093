package io.robusttransfer.worker.model;

import io.robusttransfer.worker.tensor.Tensor;

/**
 * A small network on features, D → D → min(D, outputs) with ReLU between, that a scheme trains beside f and drops with the
 * training (Chen et al., ICML 2020).
 */
public record Projector(int outputs) {
    private static final String FIRST = "projector.0";
    private static final String SECOND = "projector.2";

    void declare(Declaration own, int features) {
        own.linear(FIRST, features, features);
        own.linear(SECOND, features, Math.min(features, outputs));
    }

    static Tensor apply(Forward own, Tensor z) {
        return own.linear(Forward.relu(own.linear(z, FIRST)), SECOND);
    }
}
