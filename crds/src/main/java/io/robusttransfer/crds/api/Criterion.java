package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

public enum Criterion {
    @JsonProperty("accuracy")
    ACCURACY,
    @JsonProperty("robustAccuracy")
    ROBUST_ACCURACY,
    @JsonProperty("loss")
    LOSS
}
