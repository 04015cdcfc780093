package io.robusttransfer.worker.model;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;

/** An architecture of f: a stem, blocks one after the other, an end. Each part consumes what goes into it. */
interface Extractor {
    void declare(Declaration f, Input input);

    /** D. */
    int features();

    /** Prefixes of the names of each block's weights, from the first. */
    List<String> blocks();

    /** What comes before the first block; the normalisation at least. */
    Tensor stem(Forward p, Tensor x);

    /** @param block counted from 0 */
    Tensor block(Forward p, Tensor z, int block);

    /** From the last block to (N, D). */
    Tensor end(Forward p, Tensor z);

    static Extractor of(Architecture architecture) {
        return switch (architecture) {
            case SMALL_CNN -> new SmallCnn();
            case RESNET20 -> new ResNet20();
            case RESNET18 -> new ResNet18();
            case PREACT_RESNET18 -> new PreActResNet18();
        };
    }
}
