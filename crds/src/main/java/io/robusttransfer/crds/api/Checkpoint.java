package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Exactly one rule which weights are kept. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Checkpoint(
        @JsonPropertyDescription("Those after the last epoch.")
        LastEpoch last,

        @JsonPropertyDescription(
                "Those of the epoch with the best measure on the validation split; the first of equals."
                        + " Needs dataset.validation above 0. The test part is never looked at.")
        BestEpoch best) {

    public sealed interface Choice permits LastEpoch, BestEpoch {}

    public static Checkpoint of(Choice choice) {
        return Chosen.in(Checkpoint.class, choice);
    }

    public Choice choice() {
        return Chosen.of(this, Choice.class);
    }
}
