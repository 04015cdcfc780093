package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Cross-entropy on clean images, and how far predictions move within the ball (Zhang et al. 2019). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonTypeName("trades")
@Revision(1)
@JsonClassDescription(
        "TRADES: cross-entropy on clean images plus beta times the divergence of predictions at the worst point"
                + " of the ball (Zhang et al. 2019). Our reading of the paper's list.")
public record TradesSpec(
        @Default("\"6\"")
        @Rule.AnyFraction
        @JsonPropertyDescription("The weight of the divergence; with 0 what is left is cross-entropy on clean images.")
        Fraction beta,

        @JsonPropertyDescription(
                "Norm of the ball. The threat's by default; a norm of its own needs an epsilon of its own.")
        Norm norm,

        @Rule.AboveZero @JsonPropertyDescription("Radius of the ball. The threat's by default.")
        Fraction epsilon,

        @Default("10") @Min(1) @Max(1000) @JsonPropertyDescription("Steps of the attack.")
        int steps,

        @Rule.AboveZero @JsonPropertyDescription("Length of a step in pixel values. 2.5 epsilon / steps by default.")
        Fraction stepSize,

        @Default("false")
        @JsonPropertyDescription(
                "Whether the attack starts at a random point of the ball; else at the image with Gaussian noise of 0.001, as published.")
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
        return new TradesSpec(beta, ball.norm(), ball.epsilon(), steps, step(ball), randomStart, warmupEpochs);
    }

    @Override
    public double extraPasses() {
        return steps * PASSES + PASSES;
    }
}
