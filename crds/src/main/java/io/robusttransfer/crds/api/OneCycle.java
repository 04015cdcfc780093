package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;

/** The learning rate rises, then falls (Smith and Topin 2018), as torch's OneCycleLR without its cycle of momentum. */
public record OneCycle(
        @Default("0.3") @Size(max = Fraction.MAX_LENGTH) @JsonPropertyDescription("The share of the steps that rise.")
        Fraction pctStart,

        @Default("25")
        @Size(max = Fraction.MAX_LENGTH)
        @JsonPropertyDescription("The first learning rate is the peak divided by this.")
        Fraction divFactor,

        @Default("10000")
        @Size(max = Fraction.MAX_LENGTH)
        @JsonPropertyDescription("The last learning rate is the first one divided by this.")
        Fraction finalDivFactor)
        implements Schedule.Choice {}
