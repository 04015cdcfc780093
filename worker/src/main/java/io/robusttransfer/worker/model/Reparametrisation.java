package io.robusttransfer.worker.model;

import io.robusttransfer.worker.tensor.Tensor;

/**
 * What f's layers compute with in place of their raw weights, such as W/σ(W). Training sees it inside the graph, frozen
 * networks and exported ones as numbers; the optimizer changes the raw weights.
 */
@FunctionalInterface
public interface Reparametrisation {
    Reparametrisation NONE = (name, raw) -> raw;

    /**
     * @param name of the parameter, such as {@code conv1.weight}
     * @return of the same shape; {@code raw} itself where nothing changes
     */
    Tensor effective(String name, Tensor raw);
}
