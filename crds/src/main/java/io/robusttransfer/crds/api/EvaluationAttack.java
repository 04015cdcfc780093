package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import java.util.Collections;
import java.util.List;

/** An attack of the evaluation: a name of your own, and exactly one attack. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvaluationAttack(
        @Required @Rule.Name @JsonPropertyDescription("A name of your own, as in pgd20.")
        String name,

        @Min(1)
        @Max(1_000_000)
        @JsonPropertyDescription("The first so many of evaluation.images. All of them by default.")
        Integer images,

        FgsmSpec fgsm,

        PgdSpec pgd,

        SquareSpec square,

        AutoAttackSpec autoAttack) {

    public AttackSpec attack() {
        return Chosen.of(this, AttackSpec.class);
    }

    /**
     * The attack in its largest ball.
     *
     * @param shown at most so many of its images
     * @param evaluated how many images the evaluation has
     */
    Measure.InBall farthest(Threat threat, int shown, int evaluated) {
        int first = images == null ? shown : Math.min(shown, images);
        AttackSpec attack = attack();
        return attack.in(
                attack.ball(threat), Collections.max(attack.epsilons()), Measure.OfFirst.first(first, evaluated));
    }

    /**
     * One measure for each epsilon, in their order.
     *
     * @param evaluated how many images the evaluation has
     */
    public List<Measure> measures(Threat threat, int evaluated) {
        return attack().measures(threat, Measure.OfFirst.first(images, evaluated));
    }
}
