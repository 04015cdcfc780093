package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** The learning rate rises, then falls (Smith and Topin 2018), as torch's OneCycleLR without its cycle of momentum. */
public record OneCycle(
        @Default("\"0.3\"") @Rule.BetweenZeroAndOne @JsonPropertyDescription("The share of the steps that rise.")
        Fraction pctStart,

        @Default("\"25\"")
        @Rule.AboveZero
        @JsonPropertyDescription("The first learning rate is the peak divided by this.")
        Fraction divFactor,

        @Default("\"10000\"")
        @Rule.AboveZero
        @JsonPropertyDescription("The last learning rate is the first one divided by this.")
        Fraction finalDivFactor)
        implements ScheduleSpec.Choice {}
