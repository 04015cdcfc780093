package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** L2 certificates of the smoothed classifier: CERTIFY and PREDICT of Cohen et al. 2019. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Smoothing(
        @Required
        @Rule.AllAboveZero
        @Size(min = 1, max = 8)
        @JsonPropertyDescription("Standard deviations of the noise in pixel values of [0,1], such as [\"0.25\"].")
        List<@Size(max = Fraction.MAX_LENGTH) Fraction> sigmas,

        @Default("10000")
        @Min(10)
        @Max(10_000_000)
        @JsonPropertyDescription("Draws per image that bound the radius (n).")
        int samples,

        @Default("100") @Min(1) @Max(100_000) @JsonPropertyDescription("Draws per image that choose the class (n0).")
        int selectionSamples,

        @Default("\"0.001\"")
        @Rule.BetweenZeroAndOne
        @JsonPropertyDescription("The probability that a certificate is wrong, between 0 and 1.")
        Fraction alpha,

        @Min(1)
        @Max(1_000_000)
        @JsonPropertyDescription("The first so many of evaluation.images. All of them by default.")
        Integer images) {

    public Smoothing {
        sigmas = Lists.rising(sigmas);
    }
}
