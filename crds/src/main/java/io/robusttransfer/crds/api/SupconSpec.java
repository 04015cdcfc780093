package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Default;

/** Supervised contrastive learning of f alone (Khosla et al. 2020). */
@JsonTypeName("supcon")
@Revision(1)
@JsonClassDescription(
        "Supervised contrastive: two views of each image, features of a class drawn together and of others apart; a head"
                + " is fitted afterwards (Khosla et al. 2020). Our reading of the paper's list.")
public record SupconSpec(
        @Default("\"0.1\"")
        @Rule.AboveZero
        @JsonPropertyDescription("The temperature: the lower, the more the nearest of other classes count.")
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
