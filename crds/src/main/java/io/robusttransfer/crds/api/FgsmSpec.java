package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** One step of length epsilon along the gradient (Goodfellow et al. 2015). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("One step to the border of the ball.")
@JsonTypeName("fgsm")
public record FgsmSpec(
        @JsonPropertyDescription("Norm of the ball. The threat's by default.")
        Norm norm,

        @Required
        @Example("[8/255]")
        @Rule.AllAboveZero
        @Size(min = 1, max = 16)
        @JsonPropertyDescription("Radii of the ball, such as [4/255, 8/255].")
        List<@Size(max = Fraction.MAX_LENGTH) Fraction> epsilons)
        implements AttackSpec {

    public FgsmSpec {
        epsilons = Lists.rising(epsilons);
    }

    @Override
    public Measure.InBall in(Norm ball, Fraction epsilon, Integer images) {
        return new Measure.Fgsm(ball, epsilon, images);
    }
}
