package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether an experiment starts further lists after one has failed for good. */
public enum OnFailure {
    @JsonProperty("Continue")
    CONTINUE,
    @JsonProperty("Stop")
    STOP
}
