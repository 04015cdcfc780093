package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** An attack of the evaluation: a name of your own, and exactly one attack. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvaluationAttack(
        @Required @Size(min = 1, max = 40) @JsonPropertyDescription("A name of your own, as in pgd20.")
        String name,

        @JsonPropertyDescription("One step to the border of the ball.")
        Fgsm fgsm,

        @JsonPropertyDescription("Projected gradient ascent, the worst of its restarts.")
        Pgd pgd) {

    public Attack attack() {
        return fgsm != null ? fgsm : pgd;
    }
}
