package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Scores of source models on the training part of each target, made without a head for it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TransferabilitySpec(
        @Default("[\"leep\", \"nce\", \"logme\", \"hscore\", \"transrate\", \"gbc\", \"cka\"]")
        @Size(min = 1, max = 7)
        @JsonPropertyDescription(
                "leep and nce read the source's own head on the target's images; logme, hscore, transrate, gbc and cka (linear, with"
                        + " the labels) read f alone.")
        List<TransferabilityScore> scores,

        @Min(2)
        @Max(1_000_000)
        @JsonPropertyDescription("So many training images of each target, drawn once for all models. All by default.")
        Integer images) {

    public TransferabilitySpec {
        scores = Lists.rising(scores);
    }

    /** All of them are one measure: they share the pass through f, which costs more than they do. */
    Measure.Transferability measure() {
        return new Measure.Transferability(scores);
    }
}
