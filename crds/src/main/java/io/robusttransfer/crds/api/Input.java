package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** The shape that every image is brought to. */
public record Input(
        @Required
        @ValidationRule(value = "self in [1, 3]", message = "write 1 (grey) or 3 (colour)")
        @JsonPropertyDescription("1 (grey) or 3 (colour). Grey images are repeated for 3.")
        int channels,

        @Required @Min(8) @Max(256) @JsonPropertyDescription("Pixels from top to bottom.")
        int height,

        @Required @Min(8) @Max(256) @JsonPropertyDescription("Pixels from left to right.")
        int width) {}
