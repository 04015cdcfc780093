package io.robusttransfer.worker.model;

import io.robusttransfer.worker.tensor.Tensor;
import java.util.Map;

/**
 * What the layers of f and h compute with in place of their raw weights, such as W/σ(W). Training sees it inside the graph,
 * frozen networks and exported ones as numbers; the optimizer changes the raw weights. It is asked for f and for h, each by itself.
 */
@FunctionalInterface
public interface Reparametrisation {
    Reparametrisation NONE = (raw, state) -> Map.of();

    /**
     * @param state what it {@link #declare declared}
     * @return by the raw tensor's name what takes its place, of the same shape; nothing for those that stay
     */
    Map<String, Tensor> effective(Weights raw, Weights state);

    /** Declares tensors that it keeps beside the raw weights. They are saved with an unfinished training. */
    default void declare(Declaration own, Weights raw) {}

    /** Lets what it keeps follow the raw weights after a step changed them. */
    default void follow(Weights raw, Weights state) {}

    /** The same for first weights, which what it keeps does not know yet. */
    default void begin(Weights raw, Weights state) {
        follow(raw, state);
    }
}
