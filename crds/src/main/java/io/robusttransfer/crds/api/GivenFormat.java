package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a file of changed test images is written. */
public enum GivenFormat {
    @JsonProperty("idx")
    IDX,
    @JsonProperty("npz")
    NPZ,
    @JsonProperty("npy")
    NPY
}
