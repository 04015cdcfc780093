package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

public enum Architecture {
    @JsonProperty("small-cnn")
    SMALL_CNN,
    @JsonProperty("resnet20")
    RESNET20,
    @JsonProperty("preact-resnet18")
    PREACT_RESNET18
}
