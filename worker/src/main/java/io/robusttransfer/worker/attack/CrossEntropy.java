package io.robusttransfer.worker.attack;

import io.robusttransfer.worker.tensor.Tensor;

/** The cross-entropy of logits and labels. */
public final class CrossEntropy {
    private CrossEntropy() {}

    /**
     * -log softmax(logits)_y, in nats, at least 0.
     *
     * @param logits (N, K)
     * @param y (N), INT64, in 0..K-1
     * @return (N)
     */
    public static Tensor perImage(Tensor logits, Tensor y) {
        long n = y.size();
        return logits.logSoftmax(1).gather(y.reshape(n, 1), 1).reshape(n).neg();
    }
}
