package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far an image may be moved: by the largest change of a value, or by the Euclidean length of all changes. */
public enum Norm {
    @JsonProperty("Linf")
    LINF("Linf"),
    @JsonProperty("L2")
    L2("L2");

    private final String spelling;

    Norm(String spelling) {
        this.spelling = spelling;
    }

    /** As in manifests. */
    public String spelling() {
        return spelling;
    }
}
