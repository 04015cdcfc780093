package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** L2 certificates from a bound of f's Lipschitz constant, for source models that were trained to have one. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LipschitzCertificateSpec(
        @Default("[\"36/255\", \"72/255\", \"108/255\"]")
        @Rule.AllAboveZero
        @Size(min = 1, max = 16)
        @JsonPropertyDescription("L2 radii in pixel values of [0,1] at which the report says the certified accuracy.")
        List<@Size(max = Fraction.MAX_LENGTH) Fraction> radii) {

    public LipschitzCertificateSpec {
        radii = Lists.rising(radii);
    }
}
