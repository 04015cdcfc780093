package io.robusttransfer.worker.scheme;

import io.robusttransfer.crds.api.Threat;
import io.robusttransfer.worker.attack.Attacks;
import io.robusttransfer.worker.tensor.Tensor;

/**
 * What training minimises: of f and h together on the source, of h alone behind a frozen f on a target. To add one, write
 * a class like {@link CeA}, its parameters in the API, and a line in {@link #of}.
 */
public interface Scheme {
    /** The mean loss of a step's batch, a 0-dimensional tensor; evaluated with gradients on. */
    Tensor loss(Step step);

    /** Whether the loss sees images through their clean features alone; a frozen f then computes them once. */
    default boolean needsOnlyFeatures() {
        return false;
    }

    /** The scheme that a manifest names; an attack takes from the threat what it does not say itself. */
    static Scheme of(io.robusttransfer.crds.api.Scheme scheme, Threat threat) {
        if (scheme instanceof io.robusttransfer.crds.api.Ce) {
            return new Ce();
        }
        if (scheme instanceof io.robusttransfer.crds.api.CeN ceN) {
            return new CeN(ceN.sigma().toDouble());
        }
        if (scheme instanceof io.robusttransfer.crds.api.CeA ceA) {
            return new CeA(Attacks.training(ceA, threat), ceA.warmupEpochs());
        }
        throw new IllegalArgumentException("no such scheme: " + scheme);
    }
}
