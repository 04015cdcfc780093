package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;

/** Local linearity regularization: the loss is made to look like its tangent within the ball (Qin et al. 2019). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.randomStart",
        message = "the distance from the tangent has no gradient at the image itself: write true or leave it out",
        fieldPath = ".randomStart")
@JsonTypeName("llr")
@Revision(1)
@JsonClassDescription(
        "Local linearity: cross-entropy on clean images plus how far the loss is from its tangent within the ball"
                + " (Qin et al. 2019). Beyond the paper's list.")
public record LlrSpec(
        @Default("\"4\"")
        @Rule.AnyFraction
        @JsonPropertyDescription("The weight of the largest distance from the tangent.")
        Fraction lambda,

        @Default("\"3\"")
        @Rule.AnyFraction
        @JsonPropertyDescription("The weight of the change that the tangent predicts there.")
        Fraction mu,

        @JsonPropertyDescription(
                "Norm of the ball. The threat's by default; a norm of its own needs an epsilon of its own.")
        Norm norm,

        @Rule.AboveZero @JsonPropertyDescription("Radius of the ball. The threat's by default.")
        Fraction epsilon,

        @Default("2") @Min(1) @Max(1000) @JsonPropertyDescription("Steps of the attack.")
        int steps,

        @Rule.AboveZero @JsonPropertyDescription("Length of a step in pixel values. Half of epsilon by default.")
        Fraction stepSize,

        @Default("true")
        @JsonPropertyDescription(
                "The attack starts at a random point of the ball: at the image itself it would stay there.")
        boolean randomStart,

        @Default("0")
        @Min(0)
        @Max(10_000)
        @JsonPropertyDescription("Epochs over which epsilon rises in a line from 0 to its value.")
        int warmupEpochs)
        implements SchemeSpec, InnerAttack {

    @Override
    public Fraction defaultStep(Fraction radius) {
        return radius.times(new Fraction(1, 2));
    }

    @Override
    public SchemeSpec resolved(Threat threat) {
        Threat ball = ball(threat);
        return new LlrSpec(lambda, mu, ball.norm(), ball.epsilon(), steps, step(ball), randomStart, warmupEpochs);
    }

    /** The tangent of the attack, the attack, and a loss that holds a gradient. */
    @Override
    public double extraPasses() {
        return (1 + steps) * PASSES + 3 * PASSES;
    }
}
