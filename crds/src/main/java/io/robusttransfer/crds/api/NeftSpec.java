package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Fine-tuning of f's last blocks with layers that do not expand (Chen et al. 2021). */
@JsonTypeName("neft")
@Revision(1)
@JsonClassDescription(
        "Non-expansive fine-tuning: the head and the last blocks of f, whose weights W are kept at beta W/σ(W), by cross-entropy; batch"
                + " normalisation stays (CARTL, Chen et al. 2021). Beyond the paper's three target schemes.")
public record NeftSpec(
        @Default("\"0.4\"")
        @Rule.AboveZero
        @JsonPropertyDescription("The norm that each of their layers gets, its kernel taken as a matrix.")
        Fraction beta,

        @Default("1")
        @Min(1)
        @Max(64)
        @BlocksFromTheEnd
        @JsonPropertyDescription(
                "How many blocks of f are trained, from its end. Blocks are conv1, conv2, conv3 and linear of"
                        + " small-cnn, and the residual blocks of a ResNet.")
        int blocks)
        implements SchemeSpec {

    @Override
    public boolean movesExtractor() {
        return true;
    }
}
