package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Optional;

/** A way to train the extractor: a name of your own, and exactly one scheme. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.head) || !has(self.pretrained) || !has(self.pretrained.accuracy)",
        message = "the accuracy is that of the file's own head, which head replaces: leave out one of them",
        fieldPath = ".pretrained.accuracy")
public record SourceScheme(
        @Required @Rule.Name @JsonPropertyDescription("A name of your own, as in noise25.")
        String name,

        CeSpec ce,

        CeNSpec ceN,

        CeASpec ceA,

        SupconSpec supcon,

        SupconNSpec supconN,

        SupconASpec supconA,

        TradesSpec trades,

        FdmSpec fdm,

        LocalLipschitzSpec localLipschitz,

        LlrSpec llr,

        LipschitzSpec lipschitz,

        SimclrSpec simclr,

        UntrainedSpec untrained,

        PretrainedSpec pretrained,

        @JsonPropertyDescription(
                "How a head is fitted on the source, where the scheme trains none. By default by ce; after supconN by ceN, after supconA by ceA."
                        + " For pretrained in place of the file's own head.")
        SourceHead head,

        @JsonPropertyDescription("What this scheme trains differently, field by field.")
        Training training) {

    public SchemeSpec scheme() {
        return Chosen.of(this, SchemeSpec.class);
    }

    /** How a head is fitted on the source, where the scheme trains none or brings one that is not wanted. */
    public Optional<SourceHead> fittedHead() {
        return scheme() instanceof HeadlessScheme headless && head == null
                ? Optional.of(SourceHead.of(headless.defaultHead()))
                : Optional.ofNullable(head);
    }
}
