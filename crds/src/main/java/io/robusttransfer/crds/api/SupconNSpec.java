package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;

/** Supervised contrastive learning of f alone, on views with Gaussian noise. */
@JsonTypeName("supconN")
@Revision(1)
@JsonClassDescription(
        "Supervised contrastive, as supcon, with fresh Gaussian noise on both views; a head is fitted afterwards, by ceN of the same"
                + " sigma. Our reading of the paper's list.")
public record SupconNSpec(
        @Default("\"0.1\"")
        @Rule.AboveZero
        @JsonPropertyDescription("The temperature: the lower, the more the nearest of other classes count.")
        Fraction temperature,

        @Required
        @Example("\"0.25\"")
        @Rule.AboveZero
        @JsonPropertyDescription("Standard deviation of the noise in pixel values of [0,1], such as 0.25.")
        Fraction sigma)
        implements HeadlessScheme {

    @Override
    public SchemeSpec defaultHead() {
        return new CeNSpec(sigma);
    }

    /** The second view. */
    @Override
    public double extraPasses() {
        return InnerAttack.PASSES;
    }
}
