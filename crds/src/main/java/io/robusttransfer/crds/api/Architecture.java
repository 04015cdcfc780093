package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

public enum Architecture {
    @JsonProperty("small-cnn")
    SMALL_CNN("small-cnn"),
    @JsonProperty("resnet20")
    RESNET20("resnet20"),
    @JsonProperty("preact-resnet18")
    PREACT_RESNET18("preact-resnet18");

    private final String spelling;

    Architecture(String spelling) {
        this.spelling = spelling;
    }

    /** As manifests, documents and revisions write it. */
    public String spelling() {
        return spelling;
    }
}
