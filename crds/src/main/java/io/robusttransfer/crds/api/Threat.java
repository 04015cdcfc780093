package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** The ball in which an attack may move an image. */
@ValidationRule(
        value = "self.norm != 'Linf' || [self.epsilon].all(e, " + Rule.IF_FRACTION + " <= 1.0)",
        message = Rule.LINF,
        fieldPath = ".epsilon")
public record Threat(
        @Required
        @JsonPropertyDescription("Linf: the largest change of a value. L2: the Euclidean length of all changes.")
        Norm norm,

        @Required
        @Rule.AboveZero
        @JsonPropertyDescription("The radius in pixel values of [0,1], such as 8/255; at most 1 for Linf.")
        Fraction epsilon) {}
