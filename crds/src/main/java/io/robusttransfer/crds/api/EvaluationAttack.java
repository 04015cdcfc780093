package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** An attack of the evaluation: a name of your own, and exactly one attack. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "[has(self.fgsm), has(self.pgd)].filter(x, x).size() == 1",
        message =
                "write exactly one of fgsm: {epsilons: [8/255]} and pgd: {epsilons: [8/255]}; a second attack is a second entry with a name of its own")
public record EvaluationAttack(
        @Required @Rule.Name @JsonPropertyDescription("A name of your own, as in pgd20.")
        String name,

        @JsonPropertyDescription("One step to the border of the ball.")
        Fgsm fgsm,

        @JsonPropertyDescription("Projected gradient ascent, the worst of its restarts.")
        Pgd pgd) {

    public Attack attack() {
        return fgsm != null ? fgsm : pgd;
    }
}
