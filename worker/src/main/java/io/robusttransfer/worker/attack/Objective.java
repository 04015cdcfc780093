package io.robusttransfer.worker.attack;

import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Tensor;

/** The objective of an attack, which makes it as large as it can. */
@FunctionalInterface
public interface Objective {
    /**
     * @param x (N, C, H, W), pixels in [0, 1]
     * @return one loss per image, (N), each depending on its own image alone
     */
    Tensor loss(Net net, Tensor x);

    /** Cross-entropy to the labels y (N). */
    static Objective crossEntropy(Tensor y) {
        return (net, x) -> CrossEntropy.perImage(net.logits(x), y);
    }

    /** The log-odds against the labels y (N): it rises with the cross-entropy, and keeps its gradient where that is rounded to 0. */
    static Objective logOdds(Tensor y) {
        return (net, x) -> Margin.logOdds(net.logits(x), y);
    }
}
