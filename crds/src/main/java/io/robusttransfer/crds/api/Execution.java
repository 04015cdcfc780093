package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How the stages are worked out. */
public record Execution(
        @Default("1")
        @Min(1)
        @Max(10_000)
        @JsonPropertyDescription("Jobs at once. A laptop run takes --parallel instead.")
        int parallelism,

        @Default("false")
        @JsonPropertyDescription("Whether to stop after saving; false goes on. A laptop run ignores it.")
        boolean suspend,

        @Default("Continue")
        @JsonPropertyDescription(
                "Continue: a stage that fails stops only what depends on it. Stop: nothing new starts.")
        OnFailure onFailure,

        @Default("3")
        @Min(0)
        @Max(100)
        @JsonPropertyDescription("How often a failed Job, on a laptop a failed list of stages, is tried again.")
        int retries,

        @Default("10")
        @Min(0)
        @Max(10_000)
        @JsonPropertyDescription(
                "How many Jobs whose stages are done stay to be looked at, the newest; older ones are deleted.")
        Integer jobsHistory) {
    private static final int HISTORY = 10;

    /** {@link #jobsHistory}, also of an experiment that an earlier release's definition let in. */
    @JsonIgnore
    public int history() {
        return jobsHistory == null ? HISTORY : jobsHistory;
    }

    /** What a worker is told, which may be of an earlier release and know no {@code jobsHistory}. */
    public Execution forWorkers() {
        return new Execution(parallelism, suspend, onFailure, retries, null);
    }
}
