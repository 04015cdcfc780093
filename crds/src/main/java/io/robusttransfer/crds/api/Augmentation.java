package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A random variation of training images. Those that are asked for are done in this order. */
public enum Augmentation {
    @JsonProperty("resizedCrop")
    RESIZED_CROP,
    @JsonProperty("crop")
    CROP,
    @JsonProperty("rotate")
    ROTATE,
    @JsonProperty("flip")
    FLIP,
    @JsonProperty("jitter")
    JITTER
}
