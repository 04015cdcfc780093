package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The domain whose images and classes a target takes. */
public enum SameAs {
    @JsonProperty("source")
    SOURCE
}
