package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** The standard AutoAttack (Croce and Hein 2020). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("AutoAttack, standard: APGD-CE, APGD-T, FAB-T and Square, the worst of all.")
@JsonTypeName("autoAttack")
public record AutoAttackSpec(
        @JsonPropertyDescription("Norm of the ball. The threat's by default.")
        Norm norm,

        @Required
        @Example("[8/255]")
        @Rule.AllAboveZero
        @Size(min = 1, max = 16)
        @JsonPropertyDescription("Radii of the ball, such as [4/255, 8/255].")
        List<@Size(max = Fraction.MAX_LENGTH) Fraction> epsilons,

        @Size(max = 40)
        @ValidationRule(
                value = "self == 'standard'",
                message =
                        "only standard is offered: rand averages over the randomness of a defence, and no network here has"
                                + " any; leave it out")
        @JsonPropertyDescription("The version of AutoAttack: standard, the only one.")
        String version)
        implements AttackSpec {

    public AutoAttackSpec {
        epsilons = Lists.rising(epsilons);
    }

    @Override
    public Measure.InBall in(Norm ball, Fraction epsilon, Integer images) {
        return new Measure.AutoAttack(ball, epsilon, images);
    }
}
