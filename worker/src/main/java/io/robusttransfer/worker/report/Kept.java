package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Where.OnTarget;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is left of a source scheme's robust accuracy: on the source through a ce head that was fitted anew there over the frozen f, the
 * control, and on the target. What the first loses another head loses, what lies between them comes with the target. All three are
 * of the same seeds, if there are any that have all.
 *
 * @param target from the source to the target
 * @param refit from the source to the control; empty where the study has none, where the target is the
 * control, and where f moves
 */
public record Kept(Retention target, Optional<Retention> refit) {

    static Kept of(Results results, Scheme scheme, OnTarget where, Quantity measure) {
        Optional<OnTarget> control = control(results.experiment(), where);
        List<Where> places =
                Stream.concat(Stream.of(Where.SOURCE, where), control.stream()).toList();
        List<Long> both = results.experiment().seeds().stream()
                .filter(seed -> places.stream().allMatch(place -> results.value(scheme, place, seed, measure)
                        .isPresent()))
                .toList();
        List<Long> seeds = both.isEmpty() ? results.experiment().seeds() : both;
        return new Kept(
                Retention.of(results, scheme, where, measure, seeds),
                control.map(there -> Retention.of(results, scheme, there, measure, seeds)));
    }

    /** Where the study has its control for this place. */
    private static Optional<OnTarget> control(Experiment experiment, OnTarget where) {
        if (experiment.target(where.target()).isSource() || experiment.extractor(where) != Extractor.FROZEN) {
            return Optional.empty();
        }
        return experiment.refit();
    }

    /** What the control says, or how to have one. */
    static String said(List<Kept> all) {
        Kept first = all.get(0);
        return first.refit()
                .map(refit -> said(refit))
                .orElse(
                        "Without the control, a ce head fitted anew on the source, what a new head loses and what a new domain loses"
                                + " are not told apart: add `{name: refit, dataset: {sameAs: source}, schemes: [{name: ce, ce: {}}]}` to"
                                + " spec.study.targets.");
    }

    private static String said(Retention refit) {
        return refit.sourceRobust().isPresent() && refit.targetRobust().isPresent()
                ? "A ce head fitted anew on the source brings " + refit.scheme().name() + " from "
                        + Text.accuracy(refit.sourceRobust().get().mean()) + " to "
                        + Text.accuracy(refit.targetRobust().get().mean())
                        + ": that is what another head changes. The rest comes with the target: its images, and how many there are to fit a head."
                : "The control, a ce head of " + refit.scheme().name()
                        + " fitted anew on the source, was not measured.";
    }
}
