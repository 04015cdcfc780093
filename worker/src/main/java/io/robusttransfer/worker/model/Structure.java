package io.robusttransfer.worker.model;

import java.util.List;
import java.util.Map;

/**
 * What is known of a part of a network beside its tensors.
 *
 * @param normOf by a convolution's name, the batch normalisation that alone reads it
 * @param chain the layers of which the part is a chain; empty where batch normalisation or sums stand between
 * @param blocks prefixes of the names of f's blocks, from the first; empty of what is not f
 */
record Structure(Map<String, String> normOf, List<LinearMap> chain, List<String> blocks) {
    static final Structure NONE = new Structure(Map.of(), List.of(), List.of());

    Structure {
        chain = List.copyOf(chain);
        blocks = List.copyOf(blocks);
    }

    static Structure chain(List<LinearMap> layers) {
        return new Structure(Map.of(), layers, List.of());
    }

    Structure folded() {
        return new Structure(Map.of(), chain, blocks);
    }
}
