package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.List;
import java.util.Optional;

/** Adversarial fine-tuning from an adversarially fitted head (Hua et al. 2024). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonTypeName("roli")
@Revision(1)
@JsonClassDescription(
        "Robust linear initialisation: a head by ceA over the f as it is, then f and that head together by ceA, batch normalisation"
                + " included (Hua et al. 2024). Beyond the paper's three target schemes.")
public record RoliSpec(
        @JsonPropertyDescription(
                "Norm of the ball. The threat's by default; a norm of its own needs an epsilon of its own.")
        Norm norm,

        @Rule.AboveZero @JsonPropertyDescription("Radius of the ball. The threat's by default.")
        Fraction epsilon,

        @Default("10") @Min(1) @Max(1000) @JsonPropertyDescription("Steps of the attack.")
        int steps,

        @Rule.AboveZero @JsonPropertyDescription("Length of a step in pixel values. 2.5 epsilon / steps by default.")
        Fraction stepSize,

        @Default("true") @JsonPropertyDescription("Whether the attack starts at a random point of the ball.")
        boolean randomStart,

        @Default("0")
        @Min(0)
        @Max(10_000)
        @JsonPropertyDescription(
                "Epochs over which epsilon rises in a line from 0 to its value, while f and the head are trained together.")
        int warmupEpochs,

        @JsonPropertyDescription(
                "How the first head is fitted, field by field; by default as a head by ceA is. (The scheme's training is that of f"
                        + " and the head together.)")
        Training head)
        implements SchemeSpec, InnerAttack {

    @Override
    public List<SchemeSpec> within() {
        return List.of(ceA());
    }

    /** The head that a ceA of these parameters fits, so that both are computed once. */
    @Override
    public Optional<FirstHead> beginsWith() {
        return Optional.of(new FirstHead(ceA(), head));
    }

    private CeASpec ceA() {
        return new CeASpec(norm, epsilon, steps, stepSize, randomStart, 0);
    }

    /** How the first head was fitted is said by the stage that fits it. */
    @Override
    public SchemeSpec resolved(Threat threat) {
        Threat ball = ball(threat);
        return new RoliSpec(ball.norm(), ball.epsilon(), steps, step(ball), randomStart, warmupEpochs, null);
    }

    @Override
    public double extraPasses() {
        return steps * PASSES;
    }

    @Override
    public boolean movesExtractor() {
        return true;
    }

    @Override
    public Training retraining() {
        return Training.FINE_TUNING;
    }
}
