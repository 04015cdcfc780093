package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Accuracy on the evaluated images as noise, blur, weather or a compression changes them, without an adversary. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.corruptions.size() > 0 || has(self.given) && self.given.size() > 0",
        message = "names no change: write some, such as [gaussianNoise, fog], or add given",
        fieldPath = ".corruptions")
public record ShiftsSpec(
        @Default("[\"gaussianNoise\", \"shotNoise\", \"impulseNoise\", \"defocusBlur\", \"glassBlur\", \"motionBlur\","
                + " \"zoomBlur\", \"snow\", \"syntheticFrost\", \"fog\", \"brightness\", \"contrast\","
                + " \"elasticTransform\", \"pixelate\", \"jpegCompression\", \"translate\", \"gradient\"]")
        @Size(max = 17)
        @JsonPropertyDescription(
                "Which changes: those of CIFAR-10-C (syntheticFrost stands in for its photographs of frost and is left"
                        + " out of mCE), drawn anew for images of any size; translate, by sixteenths of the sides; and"
                        + " gradient, light that falls from one side to the other. All by default; [] for given ones alone.")
        List<Corruption> corruptions,

        @Default("[1, 2, 3, 4, 5]")
        @Size(min = 1, max = 5)
        @JsonPropertyDescription(
                "How strong, from 1 to 5; the mean over these stands for a change. All five by default.")
        List<@Min(1) @Max(5) Integer> severities,

        @Min(1)
        @Max(1_000_000)
        @JsonPropertyDescription("The first so many of evaluation.images. All of them by default.")
        Integer images,

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Size(max = 32)
        @JsonPropertyDescription(
                "Sets of changed test images that you bring, such as files of CIFAR-10-C. The mean corruption error leaves them out.")
        List<GivenShift> given) {

    public ShiftsSpec {
        corruptions = Lists.rising(corruptions);
        severities = Lists.rising(severities);
        given = Lists.orEmpty(given);
    }

    /** One for each change and severity. */
    List<Measure.Shift> measures(int evaluated) {
        Integer first = Measure.OfFirst.first(images, evaluated);
        return corruptions.stream()
                .flatMap(corruption ->
                        severities.stream().map(severity -> new Measure.Shift(corruption, severity, first)))
                .toList();
    }

    /**
     * One for each severity of a set.
     *
     * @param set one of {@code given}
     * @param digest of its images and labels
     */
    List<Measure.GivenShift> measures(GivenShift set, String digest, int evaluated) {
        return set.measures(digest, Measure.OfFirst.first(images, evaluated));
    }
}
