package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;

/** How a head is fitted on the source over an f that was trained without one: exactly one scheme. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.training) || !has(self.training.checkpoint) || !has(self.training.checkpoint.best)",
        message = "no image is held out for this head: write last: {} or leave out checkpoint",
        fieldPath = ".training")
public record SourceHead(
        Ce ce,

        CeN ceN,

        CeA ceA,

        @JsonPropertyDescription("How the head is fitted, field by field; by default as a target's head is.")
        Training training) {

    static SourceHead of(Scheme scheme) {
        return new SourceHead(
                scheme instanceof Ce ce ? ce : null,
                scheme instanceof CeN ceN ? ceN : null,
                scheme instanceof CeA ceA ? ceA : null,
                null);
    }

    public Scheme scheme() {
        return Chosen.of(this, Scheme.class);
    }

    /** With every field filled in. */
    public Training fullTraining() {
        return Training.merged(training, null, Training.HEAD);
    }
}
