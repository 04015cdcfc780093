package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What a network subtracts from pixels in [0, 1] and then divides by, channel by channel. */
public record Normalization(
        @Required
        @Size(min = 1, max = 3)
        @Rule.AllUpToOne
        @Example("[\"0.4914\", \"0.4822\", \"0.4465\"]")
        @JsonPropertyDescription("One for each channel, of pixel values in [0,1].")
        List<@Size(max = Fraction.MAX_LENGTH) Fraction> mean,

        @Required
        @Size(min = 1, max = 3)
        @Rule.AllAboveZeroUpToOne
        @Example("[\"0.2471\", \"0.2435\", \"0.2616\"]")
        @JsonPropertyDescription("One for each channel, of pixel values in [0,1].")
        List<@Size(max = Fraction.MAX_LENGTH) Fraction> std) {

    public Normalization {
        mean = Lists.orEmpty(mean);
        std = Lists.orEmpty(std);
    }
}
