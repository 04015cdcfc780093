package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Default;

/** Learning without forgetting: f is trained, too, and held to the features of the source model (Shafahi et al. 2020). */
@JsonTypeName("lwf")
@Revision(1)
@JsonClassDescription(
        "Learning without forgetting: the head for a third of the epochs, then f, too, held to the features that it had"
                + " (Shafahi et al. 2020). Beyond the paper's three target schemes.")
public record LwfSpec(
        @Default("\"0.02\"")
        @Rule.AnyFraction
        @JsonPropertyDescription("The weight of the distance between features now and before.")
        Fraction lambda)
        implements SchemeSpec {

    @Override
    public boolean movesExtractor() {
        return true;
    }
}
