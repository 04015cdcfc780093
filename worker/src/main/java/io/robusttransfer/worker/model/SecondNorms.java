package io.robusttransfer.worker.model;

import io.robusttransfer.worker.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A second set of f's batch normalisations, for images whose statistics differ from those of clean ones, as attacked images do (Xie
 * et al., CVPR 2020).
 */
final class SecondNorms {
    private static final String PREFIX = "second.";

    private SecondNorms() {}

    static void declare(Declaration own, Weights extractor) {
        extractor.norms().forEach((name, channels) -> own.norm(PREFIX + name, channels));
    }

    /** Under the names of the first set. */
    static Map<String, Tensor> of(Weights own) {
        Map<String, Tensor> second = new LinkedHashMap<>();
        own.all().forEach((name, tensor) -> {
            if (name.startsWith(PREFIX)) {
                second.put(name.substring(PREFIX.length()), tensor);
            }
        });
        return second;
    }
}
