package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.stream.IntStream;

/** One set of changed test images of one domain, such as a file of CIFAR-10-C. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!(self.name in ['brightness', 'contrast', 'fog', 'gradient', 'pixelate', 'snow', 'translate'])",
        message = "results name a change of our own so: write another name, such as cifar10c-fog",
        fieldPath = ".name")
public record GivenShift(
        @Required @Rule.Name @JsonPropertyDescription("A name of your own, as in cifar10c-fog.")
        String name,

        @Default("source")
        @Rule.Name
        @JsonPropertyDescription("Whose test images these were: source, or the name of a target.")
        String domain,

        @Required @JsonPropertyDescription("The images, with the labels of that domain's files.")
        GivenImages dataset,

        @Default("1")
        @Min(1)
        @Max(10)
        @JsonPropertyDescription(
                "How many severities follow one another in it, of equally many images, from the mildest. A file of CIFAR-10-C has 5."
                        + " 1 by default.")
        int severities) {

    /**
     * One for each severity.
     *
     * @param digest of the set's images and labels
     * @param images to judge on; null for all that are evaluated
     */
    List<Measure.GivenShift> measures(String digest, Integer images) {
        return IntStream.rangeClosed(1, severities)
                .mapToObj(severity -> new Measure.GivenShift(name, digest, severities, severity, images))
                .toList();
    }
}
