package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Arrays;
import java.util.List;

/** PGD that moves features, logits or the prediction as far as it can, each read at all three. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RepresentationsSpec(
        @JsonPropertyDescription("Norm of the ball. The threat's by default.")
        Norm norm,

        @Required
        @Example("[8/255]")
        @Rule.AllAboveZero
        @Size(min = 1, max = 16)
        @JsonPropertyDescription("Radii of the ball, such as [4/255, 8/255].")
        List<@Size(max = Fraction.MAX_LENGTH) Fraction> epsilons,

        @Default("20") @Min(1) @Max(1000) @JsonPropertyDescription("Steps of a restart.")
        int steps,

        @Default("2")
        @Min(1)
        @Max(100)
        @JsonPropertyDescription("Random starts; the one that moves an image most counts.")
        int restarts,

        @Min(2)
        @Max(1_000_000)
        @JsonPropertyDescription(
                "The first so many of evaluation.images, at least two, whose distance is the unit. All of them by default.")
        Integer images) {

    public RepresentationsSpec {
        epsilons = Lists.rising(epsilons);
    }

    /** One for each radius and goal. */
    List<Measure.Representation> measures(Threat threat, int evaluated) {
        Norm ball = norm != null ? norm : threat.norm();
        Integer first = Measure.OfFirst.first(images, evaluated);
        return epsilons.stream()
                .flatMap(epsilon -> Arrays.stream(Measure.Goal.values())
                        .map(goal -> new Measure.Representation(
                                goal, ball, epsilon, steps, InnerAttack.usualStep(epsilon, steps), restarts, first)))
                .toList();
    }
}
