package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** An attack of the evaluation: a name of your own, and exactly one attack. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvaluationAttack(
        @Required @Rule.Name @JsonPropertyDescription("A name of your own, as in pgd20.")
        String name,

        FgsmSpec fgsm,

        PgdSpec pgd) {

    public AttackSpec attack() {
        return Chosen.of(this, AttackSpec.class);
    }
}
