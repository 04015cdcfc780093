package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Changes of low rank in every layer of f (Hu et al. 2022). */
@JsonTypeName("lora")
@Revision(1)
@JsonClassDescription(
        "Low-rank adaptation: each layer of f gets a change of its weights of low rank, by cross-entropy; the head is trained in full, batch"
                + " normalisation and biases of f stay (Hu et al. 2022). Beyond the paper's three target schemes.")
public record LoraSpec(
        @Default("4")
        @Min(1)
        @Max(4096)
        @JsonPropertyDescription("Rank of each change; a smaller layer has as much as it can have.")
        int rank)
        implements SchemeSpec {

    @Override
    public boolean movesExtractor() {
        return true;
    }

    /** A head's, since the change of f grows from nothing; by a lower rate the head would not be fitted. */
    @Override
    public Training retraining() {
        return Training.HEAD;
    }
}
