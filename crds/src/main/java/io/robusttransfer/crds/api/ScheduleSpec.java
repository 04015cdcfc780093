package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Exactly one schedule of the learning rate. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScheduleSpec(
        @JsonPropertyDescription("The learning rate stays.") Constant constant,

        @JsonPropertyDescription("Falls to 0 along half a cosine, step by step.")
        Cosine cosine,

        @JsonPropertyDescription("Falls by a factor at the start of some epochs.")
        StepDecay step,

        @JsonPropertyDescription("Rises to the optimizer's learning rate and falls below its start, both along half a"
                + " cosine, step by step. Momentum stays.")
        OneCycle oneCycle) {

    public sealed interface Choice permits Constant, Cosine, StepDecay, OneCycle {}

    public static ScheduleSpec of(Choice choice) {
        return Chosen.in(ScheduleSpec.class, choice);
    }

    public Choice choice() {
        return Chosen.of(this, Choice.class);
    }
}
