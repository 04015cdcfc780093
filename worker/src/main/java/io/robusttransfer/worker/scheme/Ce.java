package io.robusttransfer.worker.scheme;

import static io.robusttransfer.worker.attack.CrossEntropy.perImage;

import io.robusttransfer.worker.tensor.Tensor;

/** Cross-entropy on clean images: mean CE(h(f(x)), y), in nats. */
public record Ce() implements Scheme {
    @Override
    public Tensor loss(Step s) {
        return perImage(s.net().h(s.features()), s.y()).mean();
    }

    @Override
    public Needs needs() {
        return Needs.FEATURES;
    }
}
