package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Adversarial training that holds inner features where the clean image has them (Chen et al. 2021). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonTypeName("fdm")
@Revision(1)
@JsonClassDescription(
        "Adversarial training plus lambda times how far the features before a layer are from those of the clean image (feature"
                + " distance minimisation of CARTL, Chen et al. 2021). Our reading of the paper's list.")
public record FdmSpec(
        @Default("\"0.2\"")
        @Rule.AnyFraction
        @JsonPropertyDescription("The weight of the distance; with 0 what is left is ceA.")
        Fraction lambda,

        @Default("1")
        @Min(1)
        @Max(64)
        @BlocksFromTheEnd
        @JsonPropertyDescription(
                "Which features: what goes into the block that is this one from the end, 1 being f's last. Blocks are conv1, conv2, conv3"
                        + " and linear of small-cnn, and the residual blocks of a ResNet.")
        int block,

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
        implements SchemeSpec, InnerAttack {

    @Override
    public SchemeSpec resolved(Threat threat) {
        Threat ball = ball(threat);
        return new FdmSpec(lambda, block, ball.norm(), ball.epsilon(), steps, step(ball), randomStart, warmupEpochs);
    }

    /** The attack, and the clean images. */
    @Override
    public double extraPasses() {
        return steps * PASSES + PASSES;
    }
}
