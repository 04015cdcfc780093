package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Cross-entropy on images moved by PGD against the network as it is (Madry et al. 2018). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonTypeName("ceA")
@Revision(1)
@JsonClassDescription(
        "Cross-entropy on images moved by a PGD attack against the network as it is (Madry et al. 2018). A scheme of the paper by name.")
public record CeASpec(
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
        @JsonPropertyDescription("Epochs over which epsilon rises in a line from 0 to its value.")
        int warmupEpochs)
        implements SchemeSpec, InnerAttack {

    @Override
    public SchemeSpec resolved(Threat threat) {
        Threat ball = ball(threat);
        return new CeASpec(ball.norm(), ball.epsilon(), steps, step(ball), randomStart, warmupEpochs);
    }

    @Override
    public double extraPasses() {
        return steps * PASSES;
    }
}
