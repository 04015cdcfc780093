package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019). */
public record AdamWSpec(
        @Default("\"0.001\"")
        @Rule.AboveZero
        @JsonPropertyDescription("The learning rate that the schedule starts from (oneCycle: its peak).")
        Fraction learningRate,

        @Default("\"0.01\"")
        @Rule.AnyFraction
        @JsonPropertyDescription("Weight decay: each step takes this share times the learning rate off the weights.")
        Fraction weightDecay,

        @Default("\"0.9\"") @Rule.BelowOne @JsonPropertyDescription("Decay of the gradient's mean, below 1.")
        Fraction beta1,

        @Default("\"0.999\"") @Rule.BelowOne @JsonPropertyDescription("Decay of the squared gradient's mean, below 1.")
        Fraction beta2)
        implements OptimizerSpec.Choice {

    static final AdamWSpec DEFAULT =
            new AdamWSpec(Fraction.of("0.001"), Fraction.of("0.01"), Fraction.of("0.9"), Fraction.of("0.999"));

    AdamWSpec withLearningRate(Fraction rate) {
        return new AdamWSpec(rate, weightDecay, beta1, beta2);
    }
}
