package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

public enum SameAs {
    @JsonProperty("source")
    SOURCE
}
