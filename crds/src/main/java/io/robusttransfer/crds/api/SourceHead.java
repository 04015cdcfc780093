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
        CeSpec ce,

        CeNSpec ceN,

        CeASpec ceA,

        @JsonPropertyDescription("How the head is fitted, field by field; by default as a target's head is.")
        Training training) {

    static SourceHead of(SchemeSpec scheme) {
        return Chosen.in(SourceHead.class, scheme);
    }

    public SchemeSpec scheme() {
        return Chosen.of(this, SchemeSpec.class);
    }

    /** With every field filled in. */
    public Training fullTraining() {
        return Training.merged(training, null, Training.HEAD);
    }
}
