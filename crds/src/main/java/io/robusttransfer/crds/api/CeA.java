package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;

/** Cross-entropy on images moved by PGD against the network as it is (Madry et al. 2018). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.norm) || has(self.epsilon)",
        message = "a norm of its own needs an epsilon of its own: add epsilon",
        fieldPath = ".norm")
@ValidationRule(
        value = "!has(self.norm) || self.norm != 'Linf' || !has(self.epsilon) || [self.epsilon].all(e, "
                + Rule.IF_FRACTION + " <= 1.0)",
        message = Rule.LINF,
        fieldPath = ".epsilon")
public record CeA(
        @JsonPropertyDescription(
                "Norm of the ball. The threat's by default; a norm of its own needs an epsilon of its own.")
        Norm norm,

        @Rule.AboveZero @JsonPropertyDescription("Radius of the ball. The threat's by default.")
        Fraction epsilon,

        @Default("10") @Min(1) @Max(1000) @JsonPropertyDescription("Steps of the attack.")
        int steps,

        @Rule.AboveZero @JsonPropertyDescription("Length of a step in pixel values. 2.5 epsilon / steps by default.")
        Fraction stepSize,

        @Default("true") @JsonPropertyDescription("Whether the attack starts at a random point of the ball.")
        boolean randomStart,

        @Default("0")
        @Min(0)
        @Max(10_000)
        @JsonPropertyDescription("Epochs over which epsilon rises in a line from 0 to its value.")
        int warmupEpochs)
        implements Scheme {

    @Override
    public String field() {
        return "ceA";
    }

    public Threat threat(Threat inherited) {
        return new Threat(norm != null ? norm : inherited.norm(), epsilon != null ? epsilon : inherited.epsilon());
    }
}
