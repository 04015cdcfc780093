package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Supervised contrastive learning of f alone, one view of each image being moved against the other. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonTypeName("supconA")
@Revision(1)
@JsonClassDescription(
        "Supervised contrastive, as supcon, the first view moved by PGD so that the loss against the second one grows; a head is"
                + " fitted afterwards, by ceA in the same ball. Our reading of the paper's list.")
public record SupconASpec(
        @Default("\"0.1\"")
        @Rule.AboveZero
        @JsonPropertyDescription("The temperature: the lower, the more the nearest of other classes count.")
        Fraction temperature,

        @JsonPropertyDescription(
                "Norm of the ball. The threat's by default; a norm of its own needs an epsilon of its own.")
        Norm norm,

        @Rule.AboveZero @JsonPropertyDescription("Radius of the ball. The threat's by default.")
        Fraction epsilon,

        @Default("10") @Min(1) @Max(1000) @JsonPropertyDescription("Steps of the attack.")
        int steps,

        @Rule.AboveZero @JsonPropertyDescription("Length of a step in pixel values. 2.5 epsilon / steps by default.")
        Fraction stepSize,

        @Default("true") @JsonPropertyDescription("Whether the attack starts at a random point of the ball.")
        boolean randomStart,

        @Default("0")
        @Min(0)
        @Max(10_000)
        @JsonPropertyDescription("Epochs over which epsilon rises in a line from 0 to its value.")
        int warmupEpochs)
        implements HeadlessScheme, InnerAttack {

    @Override
    public SchemeSpec defaultHead() {
        return new CeASpec(norm, epsilon, steps, stepSize, randomStart, 0);
    }

    @Override
    public SchemeSpec resolved(Threat threat) {
        Threat ball = ball(threat);
        return new SupconASpec(temperature, ball.norm(), ball.epsilon(), steps, step(ball), randomStart, warmupEpochs);
    }

    /** The second view, once more for the attack, and the attack. */
    @Override
    public double extraPasses() {
        return PASSES + 1 + steps * PASSES;
    }
}
