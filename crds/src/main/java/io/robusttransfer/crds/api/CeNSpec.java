package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Required;

/** Cross-entropy on images with fresh Gaussian noise at every step, not clipped (Cohen et al. 2019). */
@JsonTypeName("ceN")
@Revision(1)
@JsonClassDescription(
        "Cross-entropy on images with fresh Gaussian noise at every step (Cohen et al. 2019). A scheme of the paper by name.")
public record CeNSpec(
        @Required
        @Example("\"0.25\"")
        @Rule.AboveZero
        @JsonPropertyDescription("Standard deviation of the noise in pixel values of [0,1], such as 0.25.")
        Fraction sigma)
        implements SchemeSpec {}
