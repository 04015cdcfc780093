package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;

/** How an image is moved so that it is misclassified. */
public sealed interface Attack permits Fgsm, Pgd {
    /** Null: the threat's. */
    Norm norm();

    List<Fraction> epsilons();

    /** The field that chooses it in a manifest. */
    default String field() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    /** One measure for each epsilon, in their order. */
    List<Measure> measures(Threat threat);
}
