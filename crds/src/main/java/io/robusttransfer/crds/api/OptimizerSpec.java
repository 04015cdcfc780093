package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Exactly one optimizer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OptimizerSpec(
        @JsonPropertyDescription("Stochastic gradient descent with momentum.")
        SgdSpec sgd,

        @JsonPropertyDescription("Adam with decoupled weight decay; Adam itself with weightDecay 0.")
        AdamWSpec adamw) {

    public sealed interface Choice permits SgdSpec, AdamWSpec {}

    public static OptimizerSpec of(Choice choice) {
        return Chosen.in(OptimizerSpec.class, choice);
    }

    public Choice choice() {
        return Chosen.of(this, Choice.class);
    }
}
