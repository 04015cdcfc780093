package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** A list of stages whose Job failed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FailedList(
        @JsonPropertyDescription("The number of its list in the plan; absent for the plan and the report.")
        Integer list,

        @Size(max = 160) @JsonPropertyDescription("What it does, for people: the first of its stages.")
        String title,

        @Size(max = 63) @JsonPropertyDescription("The Job of the last attempt.")
        String job,

        @JsonPropertyDescription("Attempts that count.") Integer attempts,

        @JsonPropertyDescription("Whether it is not tried again.")
        boolean forGood,

        @JsonPropertyDescription("The container's exit code, where it ran.")
        Integer exitCode,

        @Size(max = 64) @JsonPropertyDescription("One word: WrongInput, OutOfReach, OOMKilled, NothingDone, Failed.")
        String reason,

        @Size(max = 512) @JsonPropertyDescription("The error message.")
        String message) {}
