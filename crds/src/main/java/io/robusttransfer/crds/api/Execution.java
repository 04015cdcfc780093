package io.robusttransfer.crds.api;

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
        int retries) {}
