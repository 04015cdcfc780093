package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** The weights of the epoch with the best measure on the validation split. */
public record BestEpoch(
        @Required
        @Example("accuracy")
        @JsonPropertyDescription(
                "accuracy (clean), robustAccuracy (under PGD with the threat's norm and epsilon, 10 steps),"
                        + " or loss (of the scheme, the lower the better).")
        Criterion measure)
        implements Checkpoint.Choice {}
