package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** The domain on which the extractor is trained, once for each scheme and seed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!(has(self.training) && has(self.training.checkpoint) && has(self.training.checkpoint.best)"
                + " || self.schemes.exists(s, has(s.training) && has(s.training.checkpoint) && has(s.training.checkpoint.best)))"
                + " || [self.dataset.validation].all(e, " + Rule.IF_FRACTION + " > 0.0)",
        message = "the checkpoint best is chosen on the validation split: set dataset.validation, such as \"0.1\"",
        fieldPath = ".dataset.validation")
@ValidationRule(
        value =
                "!self.schemes.exists(s, has(s.simclr)) || has(self.dataset.augment) && self.dataset.augment.size() > 0",
        message = "simclr compares two views of an image, which are alike here: set dataset.augment, such as [crop]",
        fieldPath = ".dataset")
public record Source(
        @Required @JsonPropertyDescription("Images and labels of the source.")
        Dataset dataset,

        @JsonPropertyDescription("How every scheme trains unless it says otherwise. What is left out here and there:"
                + " 100 epochs, batches of 128, sgd, cosine, the last checkpoint.")
        Training training,

        @Required @Size(min = 1, max = 64) @JsonPropertyDescription("What is compared: ways to train the extractor.")
        List<SourceScheme> schemes) {

    public Source {
        schemes = Lists.orEmpty(schemes);
    }

    /** The training of one of the schemes, with every field filled in. */
    public Training training(SourceScheme scheme) {
        return scheme.scheme().trained(Training.merged(scheme.training(), training, Training.SOURCE));
    }
}
