package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A way to fit a head on a frozen extractor: a name of your own, and exactly one scheme. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TargetScheme(
        @Required @Size(min = 1, max = 40) @JsonPropertyDescription("A name of your own, as in noise25.")
        String name,

        @JsonPropertyDescription("Cross-entropy on clean images.")
        Ce ce,

        @JsonPropertyDescription("Cross-entropy on images with fresh Gaussian noise at every step.")
        CeN ceN,

        @JsonPropertyDescription("Cross-entropy on images moved by a PGD attack against the network as it is.")
        CeA ceA,

        @JsonPropertyDescription("What this scheme trains differently, field by field.")
        Training training) {

    public Scheme scheme() {
        return ce != null ? ce : ceN != null ? ceN : ceA;
    }
}
