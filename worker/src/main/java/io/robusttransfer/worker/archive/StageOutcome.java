package io.robusttransfer.worker.archive;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The final outcome of a stage. */
public enum StageOutcome {
    @JsonProperty("Completed")
    COMPLETED,
    /** The loss became infinite or no number: a result too, which is not computed again. */
    @JsonProperty("Diverged")
    DIVERGED
}
