package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** A way to fit a head on a frozen extractor: a name of your own, and exactly one scheme. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "[has(self.ce), has(self.ceN), has(self.ceA)].filter(x, x).size() == 1",
        message =
                "write exactly one of ce: {}, ceN: {sigma: \"0.25\"} and ceA: {}; a second scheme is a second entry with a name of its own")
public record TargetScheme(
        @Required @Rule.Name @JsonPropertyDescription("A name of your own, as in noise25.")
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
