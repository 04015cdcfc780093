package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;

/** How an image is moved so that it is misclassified. */
public sealed interface AttackSpec permits FgsmSpec, PgdSpec, SquareSpec, AutoAttackSpec {
    /** Null: the threat's. */
    Norm norm();

    List<Fraction> epsilons();

    /** The field that chooses it in a manifest. */
    default String field() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    /**
     * One measure for each epsilon, in their order.
     *
     * @param images the first so many of the evaluated ones; null for all
     */
    List<Measure> measures(Threat threat, Integer images);
}
