package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Cross-entropy on images with fresh Gaussian noise at every step, not clipped (Cohen et al. 2019). */
public record CeN(
        @Required
        @Rule.AboveZero
        @JsonPropertyDescription("Standard deviation of the noise in pixel values of [0,1], such as 0.25.")
        Fraction sigma)
        implements Scheme {
    @Override
    public String field() {
        return "ceN";
    }
}
