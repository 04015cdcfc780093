package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

public enum Augmentation {
    @JsonProperty("crop")
    CROP,
    @JsonProperty("flip")
    FLIP
}
