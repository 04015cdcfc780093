package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The file format of a dataset. */
public enum DataFormat {
    @JsonProperty("idx")
    IDX,
    @JsonProperty("cifar10")
    CIFAR10,
    @JsonProperty("cifar100")
    CIFAR100,
    @JsonProperty("npz")
    NPZ
}
