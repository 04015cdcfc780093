package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The ball in which an attack may move an image. */
public record Threat(
        @Required
        @JsonPropertyDescription("Linf: the largest change of a value. L2: the Euclidean length of all changes.")
        Norm norm,

        @Required
        @Size(max = Fraction.MAX_LENGTH)
        @JsonPropertyDescription("The radius in pixel values of [0,1], such as 8/255; at most 1 for Linf.")
        Fraction epsilon) {}
