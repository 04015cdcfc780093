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
    default List<Measure> measures(Threat threat, Integer images) {
        Norm norm = ball(threat);
        return epsilons().stream()
                .<Measure>map(epsilon -> in(norm, epsilon, images))
                .toList();
    }

    /** The attack in one ball. */
    Measure.InBall in(Norm norm, Fraction epsilon, Integer images);

    /** The norm that it has in this study. */
    default Norm ball(Threat threat) {
        return norm() != null ? norm() : threat.norm();
    }
}
