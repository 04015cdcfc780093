package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The architecture of the network that a study trains. */
public enum Architecture {
    @JsonProperty("small-cnn")
    SMALL_CNN("small-cnn", 4, 1),
    @JsonProperty("resnet20")
    RESNET20("resnet20", 9, 1),
    @JsonProperty("resnet18")
    RESNET18("resnet18", 8, 1),
    @JsonProperty("preact-resnet18")
    PREACT_RESNET18("preact-resnet18", 8, 1);

    private final String spelling;
    private final int blocks;
    private final int revision;

    Architecture(String spelling, int blocks, int revision) {
        this.spelling = spelling;
        this.blocks = blocks;
        this.revision = revision;
    }

    /** As manifests, documents and revisions write it. */
    public String spelling() {
        return spelling;
    }

    /** How many blocks its f has: layers of small-cnn, residual blocks of a ResNet. */
    public int blocks() {
        return blocks;
    }

    /** Raised when its results change. */
    public int revision() {
        return revision;
    }
}
