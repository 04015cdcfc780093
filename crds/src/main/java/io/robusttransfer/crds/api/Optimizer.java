package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Exactly one optimizer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Optimizer(
        @JsonPropertyDescription("Stochastic gradient descent with momentum.")
        Sgd sgd,

        @JsonPropertyDescription("Adam with decoupled weight decay; Adam itself with weightDecay 0.")
        AdamW adamw) {

    public sealed interface Choice permits Sgd, AdamW {}

    public static Optimizer of(Choice choice) {
        return new Optimizer(choice instanceof Sgd sgd ? sgd : null, choice instanceof AdamW adamw ? adamw : null);
    }

    public Choice choice() {
        return Chosen.of(this, Choice.class);
    }
}
