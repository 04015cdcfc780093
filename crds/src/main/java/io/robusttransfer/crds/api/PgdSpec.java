package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Projected gradient ascent from random starts, the worst of all (Madry et al. 2018). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("Projected gradient ascent, the worst of its restarts.")
@JsonTypeName("pgd")
public record PgdSpec(
        @JsonPropertyDescription("Norm of the ball. The threat's by default.")
        Norm norm,

        @Required
        @Example("[8/255]")
        @Rule.AllAboveZero
        @Size(min = 1, max = 16)
        @JsonPropertyDescription("Radii of the ball, such as [4/255, 8/255].")
        List<@Size(max = Fraction.MAX_LENGTH) Fraction> epsilons,

        @Default("20") @Min(1) @Max(1000) @JsonPropertyDescription("Steps of a restart.")
        int steps,

        @Default("1") @Min(1) @Max(100) @JsonPropertyDescription("Random starts; an image is broken if one breaks it.")
        int restarts,

        @Rule.AboveZero
        @JsonPropertyDescription("Length of a step in pixel values, for every radius. 2.5 epsilon / steps by default.")
        Fraction stepSize)
        implements AttackSpec {

    public PgdSpec {
        epsilons = Lists.rising(epsilons);
    }

    @Override
    public Measure.InBall in(Norm ball, Fraction epsilon, Integer images) {
        return new Measure.Pgd(
                ball,
                epsilon,
                steps,
                stepSize != null ? stepSize : InnerAttack.usualStep(epsilon, steps),
                restarts,
                images);
    }
}
