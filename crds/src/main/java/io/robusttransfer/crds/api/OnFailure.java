package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

public enum OnFailure {
    @JsonProperty("Continue")
    CONTINUE,
    @JsonProperty("Stop")
    STOP
}
