package io.robusttransfer.crds.api;

import java.util.List;

/** How an image is moved so that it is misclassified. */
public sealed interface Attack permits Fgsm, Pgd {
    /** Null: the threat's. */
    Norm norm();

    List<Fraction> epsilons();

    /** The field that chooses it in a manifest. */
    String field();
}
