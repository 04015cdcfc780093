package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The quantity on the validation images by which the best epoch is chosen. */
public enum Criterion {
    @JsonProperty("accuracy")
    ACCURACY,
    @JsonProperty("robustAccuracy")
    ROBUST_ACCURACY,
    @JsonProperty("loss")
    LOSS
}
