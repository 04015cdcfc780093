package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** v <- momentum v + g + weightDecay w; w <- w - learningRate v. */
public record SgdSpec(
        @Default("\"0.1\"")
        @Rule.AboveZero
        @JsonPropertyDescription("The learning rate that the schedule starts from (oneCycle: its peak).")
        Fraction learningRate,

        @Default("\"0.9\"") @Rule.BelowOne @JsonPropertyDescription("Momentum, below 1.")
        Fraction momentum,

        @Default("\"0.0005\"") @Rule.AnyFraction @JsonPropertyDescription("Weight decay, added to the gradient.")
        Fraction weightDecay)
        implements OptimizerSpec.Choice {

    static final SgdSpec DEFAULT = new SgdSpec(Fraction.of("0.1"), Fraction.of("0.9"), Fraction.of("0.0005"));
}
