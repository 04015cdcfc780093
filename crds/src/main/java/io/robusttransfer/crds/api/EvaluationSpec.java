package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How models are judged on the test part of their domain: attacks, a certificate by smoothing, or both; and what stands beside them. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "has(self.smoothing) || has(self.anytimeSmoothing) || (has(self.attacks) && self.attacks.size() > 0)",
        message = "nothing says what robust means: add attacks, such as [{name: pgd20, pgd: {epsilons: [8/255]}}],"
                + " smoothing or anytimeSmoothing")
@ValidationRule(
        value = "!has(self.smoothing) || !has(self.smoothing.images) || self.smoothing.images <= self.images",
        message = "write at most evaluation.images, or raise that",
        fieldPath = ".smoothing.images")
@ValidationRule(
        value = "!has(self.attacks) || self.attacks.all(a, !has(a.images) || a.images <= self.images)",
        message = "an attack's images are some of evaluation.images: write at most those, or raise that",
        fieldPath = ".attacks")
@ValidationRule(
        value = "!has(self.examples) || self.examples == 0 || (has(self.attacks) && self.attacks.size() > 0)",
        message = "examples are images as an attack moves them: add attacks, or leave this out",
        fieldPath = ".examples")
@ValidationRule(
        value = "!has(self.anytimeSmoothing) || !has(self.anytimeSmoothing.images)"
                + " || self.anytimeSmoothing.images <= self.images",
        message = "write at most evaluation.images, or raise that",
        fieldPath = ".anytimeSmoothing.images")
@ValidationRule(
        value = "!has(self.representations) || !has(self.representations.images) || self.representations.images <="
                + " self.images",
        message = "write at most evaluation.images, or raise that",
        fieldPath = ".representations.images")
@ValidationRule(
        value = "!has(self.representations) || self.images >= 2",
        message = "representations are told in distances of two images: write at least 2, or leave out representations",
        fieldPath = ".images")
@ValidationRule(
        value = "!has(self.shifts) || !has(self.shifts.images) || self.shifts.images <= self.images",
        message = "write at most evaluation.images, or raise that",
        fieldPath = ".shifts.images")
public record EvaluationSpec(
        @Default("1000")
        @Min(1)
        @Max(1_000_000)
        @JsonPropertyDescription(
                "Test images to judge on, the same for every model; all where the test part has fewer.")
        int images,

        @Default("250")
        @Min(1)
        @Max(65_536)
        @JsonPropertyDescription("Images in one pass; a GPU is faster with more. It changes the last bits of results.")
        int batchSize,

        @Size(max = 16) @JsonPropertyDescription("Attacks on the predictions, each with several radii.")
        List<EvaluationAttack> attacks,

        @JsonPropertyDescription(
                "Beside any attack, look for signs of masked gradients: PGD-20 at 1/2 on 100 images, zero gradients."
                        + " Done unless false.")
        Boolean sanityChecks,

        @Min(0)
        @Max(16)
        @JsonPropertyDescription(
                "Test images that the report shows as the strongest attack moves them; 6 unless said, 0 for none.")
        Integer examples,

        @JsonPropertyDescription("A certificate by randomized smoothing, from a fixed number of draws: its radius.")
        Smoothing smoothing,

        @JsonPropertyDescription(
                "A certificate by randomized smoothing, from as many draws as it takes: whether an image is certified"
                        + " at given radii.")
        AnytimeSmoothing anytimeSmoothing,

        @JsonPropertyDescription("Attacks on features, logits and predictions, each read at all three.")
        RepresentationsSpec representations,

        @JsonPropertyDescription("A certificate by the Lipschitz bound, for source models of the scheme lipschitz.")
        LipschitzCertificateSpec lipschitzCertificate,

        @JsonPropertyDescription(
                "Accuracy on images that noise, blur, weather or a compression changed: {} for the 17 changes in five"
                        + " severities.")
        ShiftsSpec shifts,

        @JsonPropertyDescription(
                "Scores that say how well each source model's f suits a target, from the target's training images: beside heads over a"
                        + " frozen f.")
        TransferabilitySpec transferability) {

    private static final int USUAL_EXAMPLES = 6;

    public EvaluationSpec {
        attacks = Lists.orEmpty(attacks);
    }

    /** One measure per attack and epsilon, without repeats. */
    public List<Measure> attacks(Threat threat) {
        return attacks.stream()
                .flatMap(named -> named.measures(threat, images).stream())
                .distinct()
                .sorted(Comparator.comparing(Measure::key))
                .toList();
    }

    /** What looks for signs that the attacks fail for a reason that is no robustness. */
    public List<Measure> checks() {
        return !Boolean.FALSE.equals(sanityChecks) && !attacks.isEmpty() ? List.of(new Measure.Unbounded()) : List.of();
    }

    /**
     * The attack that images are shown under, and how many: the largest epsilon in the threat's norm, or in another where that has no
     * attack; of several there, the one that tries most. Empty for none.
     */
    public Optional<Measure.InBall> shown(Threat threat) {
        int count = examples == null ? USUAL_EXAMPLES : examples;
        return count == 0
                ? Optional.empty()
                : attacks.stream()
                        .map(named -> named.farthest(threat, count, images))
                        .max(Comparator.<Measure.InBall, Boolean>comparing(attack -> attack.norm() == threat.norm())
                                .thenComparing(Measure.InBall::epsilon)
                                .thenComparing(Measure.InBall::passes)
                                .thenComparing(Measure.InBall::key));
    }

    /** One measure per radius and what is attacked. */
    public List<Measure.Representation> representations(Threat threat) {
        return representations == null ? List.of() : representations.measures(threat, images);
    }

    /** One measure per change of images and severity. */
    public List<Measure.Shift> shifted() {
        return shifts == null ? List.of() : shifts.measures(images);
    }

    /** The sets of changed images that the manifest brings. */
    public List<GivenShift> given() {
        return shifts == null ? List.of() : shifts.given();
    }

    /** One measure per severity of a given set with this digest. */
    public List<Measure.GivenShift> given(GivenShift set, String digest) {
        return shifts.measures(set, digest, images);
    }

    /** Scores of an f on a target; nothing on the source. */
    public List<Measure.Transferability> scores() {
        return transferability == null ? List.of() : List.of(transferability.measure());
    }

    /** One measure per sigma of smoothing, from the smallest. */
    public List<Measure.Draws> draws() {
        if (smoothing == null) {
            return List.of();
        }
        int first = smoothing.images() == null ? images : smoothing.images();
        return smoothing.sigmas().stream()
                .distinct()
                .sorted()
                .map(sigma -> new Measure.Draws(sigma, smoothing.samples(), smoothing.selectionSamples(), first))
                .toList();
    }

    /** One measure per sigma of anytime smoothing, from the smallest. */
    public List<Measure.Anytime> anytime() {
        if (anytimeSmoothing == null) {
            return List.of();
        }
        int first = anytimeSmoothing.images() == null ? images : anytimeSmoothing.images();
        return anytimeSmoothing.sigmas().stream()
                .map(sigma -> new Measure.Anytime(
                        sigma,
                        anytimeSmoothing.radii(),
                        anytimeSmoothing.alpha(),
                        anytimeSmoothing.maxSamples(),
                        anytimeSmoothing.selectionSamples(),
                        first))
                .toList();
    }
}
