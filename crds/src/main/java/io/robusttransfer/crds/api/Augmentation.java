package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A random variation of training images. */
public enum Augmentation {
    @JsonProperty("crop")
    CROP,
    @JsonProperty("flip")
    FLIP
}
