package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Default;
import java.util.List;

/** Layers of bounded norm and a hinge on the margin, so that no small change of an image changes much (Gouk et al. 2021). */
@JsonTypeName("lipschitz")
@Revision(1)
@OnlyOn(
        value = Architecture.SMALL_CNN,
        because = "batch normalisation and sums of branches have norms of their own, which it does not bound")
@JsonClassDescription(
        "Every layer's weights divided by their norm, and a hinge on the margin: what moves an image little moves its"
                + " logits little, by a bound that can be certified (Gouk et al. 2021). small-cnn only. Our reading of the"
                + " paper's list.")
public record LipschitzSpec(
        @Default("\"1\"") @Rule.AboveZero @JsonPropertyDescription("The norm that every layer of f and h gets.")
        Fraction scale,

        @Default("\"1\"")
        @Rule.AboveZero
        @JsonPropertyDescription(
                "By how much the right logit is to lead before an image costs nothing: the larger, the larger the"
                        + " certified radii, and the lower the accuracy.")
        Fraction margin)
        implements SchemeSpec {

    @Override
    public List<Measure> certificates(EvaluationSpec evaluation) {
        return evaluation.lipschitzCertificate() == null ? List.of() : List.of(new Measure.Lipschitz());
    }
}
