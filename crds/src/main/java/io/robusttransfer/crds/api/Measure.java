package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

public enum Measure {
    @JsonProperty("accuracy")
    ACCURACY,
    @JsonProperty("robustAccuracy")
    ROBUST_ACCURACY,
    @JsonProperty("loss")
    LOSS
}
