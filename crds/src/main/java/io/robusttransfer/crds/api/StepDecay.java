package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** The learning rate falls by a factor at the start of some epochs. */
public record StepDecay(
        @Required
        @Example("[60, 80]")
        @Size(min = 1, max = 16)
        @JsonPropertyDescription("Epochs, counted from 0, at whose start the learning rate falls.")
        List<@Min(1) @Max(10_000) Integer> milestones,

        @Default("\"0.1\"") @Rule.BetweenZeroAndOne @JsonPropertyDescription("The factor, between 0 and 1.")
        Fraction gamma)
        implements ScheduleSpec.Choice {

    public StepDecay {
        milestones = Lists.rising(milestones);
    }
}
