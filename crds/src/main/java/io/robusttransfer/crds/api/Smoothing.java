package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** L2 certificates of the smoothed classifier: CERTIFY and PREDICT of Cohen et al. 2019. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "[self.alpha].all(e, !" + Rule.IS_FRACTION + " || self.samples < 10 || self.samples >= "
                + Smoothing.LEAST_SAMPLES + ")",
        // a number is picked from words: the API server does not know how long string(…) may be, and refuses it
        messageExpression =
                "'so few draws certify no image at alpha ' + self.alpha + ', even if all agree: write samples: '"
                        + " + " + Smoothing.WORDS + "[" + Smoothing.POWERS + ".filter(p, p * " + Rule.VALUE_OF_ALPHA
                        + " < 1.0).size()] + ' or more'",
        fieldPath = ".samples")
public record Smoothing(
        @Required
        @Rule.AllAboveZero
        @Size(min = 1, max = 8)
        @JsonPropertyDescription("Standard deviations of the noise in pixel values of [0,1], such as [\"0.25\"].")
        List<@Size(max = Fraction.MAX_LENGTH) Fraction> sigmas,

        @Default("10000")
        @Min(10)
        @Max(10_000_000)
        @JsonPropertyDescription("Draws per image that bound the radius (n).")
        int samples,

        @Default("100") @Min(1) @Max(100_000) @JsonPropertyDescription("Draws per image that choose the class (n0).")
        int selectionSamples,

        @Default("\"0.001\"")
        @Rule.BetweenZeroAndHalf
        @JsonPropertyDescription("The probability that a certificate is wrong, between 0 and 0.5.")
        Fraction alpha,

        @Min(1)
        @Max(1_000_000)
        @JsonPropertyDescription("The first so many of evaluation.images. All of them by default.")
        Integer images) {

    /** 2^10, …, 2^29. */
    static final String POWERS = "[1024.0, 2048.0, 4096.0, 8192.0, 16384.0, 32768.0, 65536.0, 131072.0"
            + ", 262144.0, 524288.0, 1048576.0, 2097152.0, 4194304.0, 8388608.0"
            + ", 16777216.0, 33554432.0, 67108864.0, 134217728.0, 268435456.0, 536870912.0]";

    /**
     * At least log2(1/e): n draws that all agree bound a probability by e^(1/n), which certifies from 1/2 on. CEL has no
     * logarithm; no fraction above 0 wants more than 30.
     */
    static final String LEAST_SAMPLES = "(10 + " + POWERS + ".filter(p, p * " + Rule.VALUE + " < 1.0).size())";

    /** 10, …, 30. */
    static final String WORDS =
            "['10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '20', '21', '22', '23', '24'"
                    + ", '25', '26', '27', '28', '29', '30']";

    public Smoothing {
        sigmas = Lists.rising(sigmas);
    }
}
