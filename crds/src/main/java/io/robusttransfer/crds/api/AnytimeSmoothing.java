package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Certificates of the smoothed classifier at radii that are given, by draws that end as soon as they tell (Voráček 2024). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.radii.all(e, !" + Rule.IS_FRACTION + " || self.sigmas.all(s, !" + Rule.IS_FRACTION_S + " || "
                + Rule.VALUE + " <= " + AnytimeSmoothing.FARTHEST + " * " + Rule.VALUE_S + "))",
        message = "no number of draws that may be asked for certifies a radius above " + AnytimeSmoothing.FARTHEST
                + " sigma: write smaller radii, or larger sigmas",
        fieldPath = ".radii")
public record AnytimeSmoothing(
        @Required
        @Rule.AllAboveZero
        @Size(min = 1, max = 8)
        @JsonPropertyDescription("Standard deviations of the noise in pixel values of [0,1], such as [\"0.25\"].")
        List<@Size(max = Fraction.MAX_LENGTH) Fraction> sigmas,

        @Required
        @Rule.AllAboveZero
        @Size(min = 1, max = 8)
        @JsonPropertyDescription(
                "Radii (L2) to certify in pixel values of [0,1], such as [\"0.25\", \"0.5\"]. Each sigma is asked for all of them.")
        List<@Size(max = Fraction.MAX_LENGTH) Fraction> radii,

        @Default("\"0.001\"")
        @Rule.BetweenZeroAndHalf
        @JsonPropertyDescription(
                "The probability that an image's certificates are wrong, and that its refusals are; between 0 and 0.5.")
        Fraction alpha,

        @Default("100000")
        @Min(10)
        @Max(10_000_000)
        @JsonPropertyDescription(
                "Draws per image after which a radius that is still undecided counts as not certified.")
        int maxSamples,

        @Default("100") @Min(1) @Max(100_000) @JsonPropertyDescription("Draws per image that choose the class (n0).")
        int selectionSamples,

        @Min(1)
        @Max(1_000_000)
        @JsonPropertyDescription("The first so many of evaluation.images. All of them by default.")
        Integer images) {

    /** Beyond it, ten million draws that all agree certify nothing at an alpha below one half. */
    static final String FARTHEST = "5.2";

    public AnytimeSmoothing {
        sigmas = Lists.rising(sigmas);
        radii = Lists.rising(radii);
    }
}
