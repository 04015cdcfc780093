package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** A Job that works, or waits to. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunningList(
        @JsonPropertyDescription("The number of its list in the plan; absent for the plan and the report.")
        Integer list,

        @Size(max = 160) @JsonPropertyDescription("What it does, for people: the first of its stages.")
        String title,

        @Size(max = 63) @JsonPropertyDescription("The Job.") String job,

        @JsonPropertyDescription("1 for the first attempt.") Integer attempt,

        @Size(max = 512) @JsonPropertyDescription("Why its pod does not run, where it should.")
        String waiting) {}
