package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** A domain to which extractors are carried: a new head is fitted, and f stays unless a scheme moves it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.name != 'source'",
        message = "results name the source domain so: write another name",
        fieldPath = ".name")
@ValidationRule(
        value = "!(has(self.training) && has(self.training.checkpoint) && has(self.training.checkpoint.best)"
                + " || self.schemes.exists(s, has(s.training) && has(s.training.checkpoint) && has(s.training.checkpoint.best)"
                + " || has(s.roli) && has(s.roli.head) && has(s.roli.head.checkpoint) && has(s.roli.head.checkpoint.best)))"
                + " || [self.dataset.validation].all(e, " + Rule.IF_FRACTION + " > 0.0)",
        message = "the checkpoint best is chosen on the validation split: set dataset.validation, such as \"0.1\"",
        fieldPath = ".dataset.validation")
public record Target(
        @Required @Rule.Name @JsonPropertyDescription("A name of your own, as in letters.")
        String name,

        @Required @JsonPropertyDescription("Images and labels of the target.")
        Dataset dataset,

        @JsonPropertyDescription("What every scheme trains unless it says otherwise. What is left out here and"
                + " there: 20 epochs, batches of 128, adamw with learning rate 0.01 (0.001 for lwf and neft, 0.0001 for full and"
                + " roli),"
                + " cosine, the last checkpoint.")
        Training training,

        @Required @Size(min = 1, max = 16) @JsonPropertyDescription("Ways to fit the head.")
        List<TargetScheme> schemes) {

    public Target {
        schemes = Lists.orEmpty(schemes);
    }

    /** The training of one of the schemes, with every field filled in. */
    public Training training(TargetScheme scheme) {
        return Training.merged(scheme.training(), training, scheme.scheme().retraining());
    }

    /** The training of a head with which a scheme begins, with every field filled in. */
    public Training training(FirstHead head) {
        return Training.merged(head.training(), training, head.scheme().retraining());
    }
}
