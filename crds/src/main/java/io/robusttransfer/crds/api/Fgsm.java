package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** One step of length epsilon along the gradient (Goodfellow et al. 2015). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.norm) || self.norm != 'Linf' || self.epsilons.all(e, " + Rule.IF_FRACTION + " <= 1.0)",
        message = Rule.LINF,
        fieldPath = ".epsilons")
public record Fgsm(
        @JsonPropertyDescription("Norm of the ball. The threat's by default.")
        Norm norm,

        @Required
        @Rule.AllAboveZero
        @Size(min = 1, max = 16)
        @JsonPropertyDescription("Radii of the ball, such as [4/255, 8/255].")
        List<@Size(max = Fraction.MAX_LENGTH) Fraction> epsilons)
        implements Attack {

    public Fgsm {
        epsilons = Lists.rising(epsilons);
    }

    @Override
    public String field() {
        return "fgsm";
    }
}
