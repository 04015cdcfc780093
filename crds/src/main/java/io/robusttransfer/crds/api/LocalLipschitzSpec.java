package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Cross-entropy, and how steep the logits are near an image, by the measure of Yang et al. 2020. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonTypeName("localLipschitz")
@Revision(1)
@JsonClassDescription(
        "Cross-entropy on clean images plus lambda times the steepest change of logits found in the ball, per length moved (the"
                + " measure of Yang et al. 2020). Our reading of the paper's list.")
public record LocalLipschitzSpec(
        @Default("\"0.01\"")
        @Rule.AnyFraction
        @JsonPropertyDescription("The weight of the steepness; with 0 what is left is cross-entropy on clean images.")
        Fraction lambda,

        @JsonPropertyDescription(
                "Norm of the ball. The threat's by default; a norm of its own needs an epsilon of its own.")
        Norm norm,

        @Rule.AboveZero @JsonPropertyDescription("Radius of the ball. The threat's by default.")
        Fraction epsilon,

        @Default("10") @Min(1) @Max(1000) @JsonPropertyDescription("Steps of the attack.")
        int steps,

        @Rule.AboveZero @JsonPropertyDescription("Length of a step in pixel values. A tenth of epsilon by default.")
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
    public Fraction defaultStep(Fraction radius) {
        return radius.times(new Fraction(1, 10));
    }

    @Override
    public SchemeSpec resolved(Threat threat) {
        Threat ball = ball(threat);
        return new LocalLipschitzSpec(
                lambda, ball.norm(), ball.epsilon(), steps, step(ball), randomStart, warmupEpochs);
    }

    /** The attack, and both ends of the way in the loss. */
    @Override
    public double extraPasses() {
        return 1 + steps * PASSES + 2 * PASSES;
    }
}
