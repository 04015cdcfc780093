package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** A study: source schemes on a source, the targets they are carried to, and how they are judged. */
@ValidationRule(
        value = "!has(self.source.dataset.sameAs)",
        message = "the source is a dataset of its own: write uri",
        fieldPath = ".source.dataset.sameAs")
@ValidationRule(
        value =
                "self.input.channels == 3 || [self.source.dataset].all(d, !has(d.format) || !d.format.startsWith('cifar'))"
                        + " && self.targets.all(t, !has(t.dataset.format) || !t.dataset.format.startsWith('cifar'))",
        message = "CIFAR images have 3 channels: write channels: 3",
        fieldPath = ".input.channels")
@ValidationRule(
        value = "self.model.architecture != 'resnet18' || self.input.height >= 32",
        message = "resnet18 halves both sides five times: write at least 32, or an architecture for small images",
        fieldPath = ".input.height")
@ValidationRule(
        value = "self.model.architecture != 'resnet18' || self.input.width >= 32",
        message = "resnet18 halves both sides five times: write at least 32, or an architecture for small images",
        fieldPath = ".input.width")
@ValidationRule(
        value = "!has(self.evaluation.lipschitzCertificate) || self.source.schemes.exists(s, has(s.lipschitz))",
        message =
                "no source scheme has this certificate: add {name: lipschitz, lipschitz: {}} to source.schemes, or leave"
                        + " it out",
        fieldPath = ".evaluation.lipschitzCertificate")
@ValidationRule(
        value =
                "!has(self.evaluation.shifts) || !has(self.evaluation.shifts.given) || self.evaluation.shifts.given.all(g,"
                        + " g.domain == 'source' || self.targets.exists(t, t.name == g.domain))",
        message = "a given set's domain is source or the name of a target: write one of these",
        fieldPath = ".evaluation.shifts.given")
@ValidationRule(
        value = "!has(self.evaluation.transferability)"
                + " || self.targets.exists(t, t.schemes.exists(s, has(s.ce) || has(s.ceN) || has(s.ceA)))",
        message =
                "scores are of f as the source left it, and every target scheme moves it: add {name: ce, ce: {}} to a target's"
                        + " schemes, or leave it out",
        fieldPath = ".evaluation.transferability")
@ValidationRule(
        value = "self.source.schemes.all(s, !has(s.pretrained) || !has(s.pretrained.normalization)"
                + " || s.pretrained.normalization.mean.size() == self.input.channels"
                + " && s.pretrained.normalization.std.size() == self.input.channels)",
        message = "pretrained.normalization has a mean and a std for each of input.channels: write as many",
        fieldPath = ".source.schemes")
public record Study(
        @Required
        @Size(min = 1, max = 50)
        @JsonPropertyDescription("Everything is repeated for each seed. A verdict over seeds needs three.")
        List<@Min(0) @Max(Integer.MAX_VALUE) Integer> seeds,

        @Required
        @JsonPropertyDescription("Every image is brought to this shape. Epsilon and sigma count in its pixels, whose"
                + " values are in [0,1].")
        Input input,

        @Required @JsonPropertyDescription("The network that is trained on the source.")
        Model model,

        @Required @JsonPropertyDescription("The attack that training schemes defend against unless they say otherwise.")
        Threat threat,

        @Required @JsonPropertyDescription("Where the extractor f is trained, and how.")
        Source source,

        @Required
        @Size(min = 1, max = 16)
        @JsonPropertyDescription(
                "Where a new head h is fitted, on the frozen extractor unless the scheme moves it, and how.")
        List<Target> targets,

        @Required @JsonPropertyDescription("How source models and target heads are judged.")
        EvaluationSpec evaluation) {

    public Study {
        seeds = Lists.orEmpty(seeds);
        targets = Lists.orEmpty(targets);
    }
}
