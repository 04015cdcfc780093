package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Default;

/** Contrastive learning of f alone, without labels (Chen et al. 2020). */
@JsonTypeName("simclr")
@Revision(1)
@JsonClassDescription(
        "SimCLR: two views of each image, their features drawn together and all others apart, without labels; a head is fitted"
                + " afterwards (Chen et al. 2020). Beyond the paper's list.")
public record SimclrSpec(
        @Default("\"0.5\"")
        @Rule.AboveZero
        @JsonPropertyDescription("The temperature: the lower, the more the nearest of other images count.")
        Fraction temperature)
        implements HeadlessScheme {

    @Override
    public SchemeSpec defaultHead() {
        return new CeSpec();
    }

    /** The second view. */
    @Override
    public double extraPasses() {
        return InnerAttack.PASSES;
    }
}
