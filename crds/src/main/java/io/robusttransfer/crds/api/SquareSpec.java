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

/** Random search that asks for logits alone (Andriushchenko et al. 2020). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription(
        "The Square attack: a black-box search, whose success where gradients fail shows that they are masked.")
@JsonTypeName("square")
public record SquareSpec(
        @JsonPropertyDescription("Norm of the ball. The threat's by default.")
        Norm norm,

        @Required
        @Example("[8/255]")
        @Rule.AllAboveZero
        @Size(min = 1, max = 16)
        @JsonPropertyDescription("Radii of the ball, such as [4/255, 8/255].")
        List<@Size(max = Fraction.MAX_LENGTH) Fraction> epsilons,

        @Default("5000")
        @Min(1)
        @Max(100_000)
        @JsonPropertyDescription("Changes of an image that are tried at most, each a query.")
        int queries)
        implements AttackSpec {

    public SquareSpec {
        epsilons = Lists.rising(epsilons);
    }

    @Override
    public Measure.InBall in(Norm ball, Fraction epsilon, Integer images) {
        return new Measure.Square(ball, epsilon, queries, images);
    }
}
