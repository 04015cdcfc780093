package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Experiment.Target;
import io.robusttransfer.worker.report.Finding.Asked;
import io.robusttransfer.worker.report.Finding.Evidence;
import io.robusttransfer.worker.report.Finding.Row;
import io.robusttransfer.worker.report.Where.OnTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Does robust retraining on the target help? Robust accuracy with a robust head less that with the ce head on the same f, as a mean
 * over source schemes for each seed, then Student's interval over seeds. Heads that move f are asked apart, against the same ce head.
 */
final class Retraining {
    private static final String STATISTIC =
            "Mean over source schemes for each seed, of robust accuracy with the head that is named less that with the ce head over"
                    + " the frozen f; then Student's 95% interval over seeds. Of several heads over the frozen f the verdict is about ceA where it"
                    + " is there, else about the first. Yes: all of it lies above 0. No: all of it lies below "
                    + Text.accuracy(Verdict.MARGIN) + ".";

    private static final String CAPTION =
            "Means over source schemes, each with Student's 95%% interval over seeds; robust accuracy of %d images, clean of %d.";

    /** The head that the verdict is about, where it is there, so that it is not chosen by its result. */
    private static final String FIRST = "ceA";

    private final Results results;
    private final Experiment experiment;

    Retraining(Results results) {
        this.results = results;
        this.experiment = results.experiment();
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (Target target : experiment.targets()) {
            if (!experiment.domains().contains(target)
                    && target.heads().stream().allMatch(Scheme::plain)) {
                continue;
            }
            findings.add(finding(
                    target, Extractor.FROZEN, "Does a robust head help on " + target.name() + "?", robust(target)));
            target.heads(Extractor.MOVED)
                    .forEach(head -> findings.add(finding(
                            target,
                            Extractor.MOVED,
                            "Does it help to train f on " + target.name() + ", too, by " + head.name() + "?",
                            List.of(head))));
        }
        return findings;
    }

    private static List<Scheme> robust(Target target) {
        return target.heads(Extractor.FROZEN).stream()
                .filter(head -> !head.plain())
                .toList();
    }

    private Finding finding(Target target, Extractor extractor, String question, List<Scheme> heads) {
        Asked asked = new Asked("retraining", target.name(), extractor, question);
        String whether = extractor == Extractor.MOVED
                ? "Whether training f on " + target.name() + " by "
                        + heads.get(0).name() + " helps"
                : "Whether robust retraining helps on " + target.name();
        Optional<Quantity> measure = experiment.headline();
        Optional<Scheme> ce =
                target.heads(Extractor.FROZEN).stream().filter(Scheme::plain).findFirst();
        if (measure.isEmpty()) {
            return Finding.unanswerable(
                    asked, whether + " cannot be answered: no attack was asked for", Question.ADD_AN_ATTACK);
        }
        if (ce.isEmpty() || heads.isEmpty()) {
            return Finding.unanswerable(
                    asked,
                    whether + " cannot be answered: it has no "
                            + (ce.isEmpty() ? "ce head over a frozen f" : "other head than ce"),
                    "Add `" + (ce.isEmpty() ? "{name: ce, ce: {}}" : "{name: ceA, ceA: {}}")
                            + "` to spec.study.targets[" + target.name() + "].schemes.");
        }
        Scheme first = heads.stream()
                .filter(head -> head.kind().equals(FIRST))
                .findFirst()
                .orElse(heads.get(0));
        return compared(asked, target, measure.get(), ce.get(), first, heads);
    }

    private Finding compared(
            Asked asked, Target target, Quantity measure, Scheme ce, Scheme first, List<Scheme> heads) {
        Optional<Gain> gain = gain(target, first, ce, measure);
        if (gain.isEmpty()) {
            return Finding.unanswerable(
                    asked,
                    "Whether robust retraining helps on " + target.name()
                            + " cannot be answered: no source scheme was measured with both the " + first.name()
                            + " and the ce head under " + measure.words(),
                    Question.PUT_RIGHT);
        }
        List<Row> rows = new ArrayList<>();
        for (Scheme head : heads) {
            gain(target, head, ce, measure)
                    .ifPresent(each ->
                            rows.add(new Row(head.name() + " − " + ce.name() + ", robust", head, each.difference())));
            gain(target, head, ce, Quantity.clean())
                    .ifPresent(each ->
                            rows.add(new Row(head.name() + " − " + ce.name() + ", clean", null, each.difference())));
        }
        Where where = new OnTarget(target.name(), ce.name());
        Estimate robust = gain.get().difference();
        Optional<Estimate> clean = gain(target, first, ce, Quantity.clean()).map(Gain::difference);
        List<String> notes = new ArrayList<>();
        boolean atChance = isAtChance(target, List.of(first, ce), measure);
        if (atChance) {
            notes.add("With both heads robust accuracy is at chance level: a smaller epsilon tells more.");
        }
        Verdict settled = Verdict.of(robust);
        Optional<String> withheld = Optional.of("with both heads robust accuracy is at chance level")
                .filter(chance -> atChance && settled.isDecided());
        Verdict verdict = withheld.isPresent() ? Verdict.UNDECIDED : settled;
        if (verdict == Verdict.YES && byGradientsAlone(measure)) {
            notes.add("Under attacks along gradients alone: a head that is fitted against them may hide its gradients."
                    + " AutoAttack or Square tell what of the gain is left.");
        }
        String given = experiment.schemes().stream()
                .filter(Scheme::given)
                .map(Scheme::name)
                .collect(Collectors.joining(", "));
        if (!given.isEmpty()) {
            notes.add("The f of " + given
                    + " was given, the same for every seed: there the interval is over heads alone.");
        }
        if (gain.get().seeds() < experiment.seeds().size()
                || gain.get().sources() < experiment.schemes().size()) {
            notes.add("Over " + gain.get().seeds() + " of "
                    + experiment.seeds().size() + " seeds and " + gain.get().sources() + " of "
                    + experiment.schemes().size() + " source schemes: the others were not measured with both the "
                    + first.name() + " and the " + ce.name() + " head.");
        }
        spread(target, ce, measure)
                .ifPresent(spread -> notes.add(
                        "Beside it: with the ce head, source schemes lie up to " + Text.accuracy(spread) + " apart."));
        return new Finding(
                asked,
                verdict,
                sentence(asked, verdict, target, measure, first, robust, clean, withheld),
                new Evidence(
                        STATISTIC,
                        Verdict.MARGIN,
                        CAPTION.formatted(results.images(where, measure), results.images(where, Quantity.clean())),
                        rows,
                        Optional.empty()),
                notes,
                Optional.empty());
    }

    private boolean byGradientsAlone(Quantity measure) {
        return experiment.attacksByBall().stream()
                .flatMap(List::stream)
                .filter(attack -> measure.series().contains(attack.series()))
                .allMatch(Quantity.Under::followsGradientsAlone);
    }

    private static String sentence(
            Asked asked,
            Verdict verdict,
            Target target,
            Quantity measure,
            Scheme first,
            Estimate robust,
            Optional<Estimate> clean,
            Optional<String> withheld) {
        String what = asked.extractor() == Extractor.MOVED
                ? "training f on " + target.name() + " by " + first.name()
                : "retraining the head on " + target.name() + " by " + first.name();
        String figures = clean.map(cost -> "clean accuracy " + Text.signed(cost.mean()) + ", ")
                        .orElse("")
                + "robust accuracy " + Text.signed(robust.mean()) + " on average over source schemes under "
                + measure.words();
        return new Claim(capital(what) + " helps", capital(what) + " does not help", what + " helps")
                .sentence(verdict, figures, robust, withheld);
    }

    private static String capital(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /**
     * What a head gains over another, at the seeds of the source scheme that was measured with both at most of them.
     *
     * @param sources how many source schemes were measured with both at all of these seeds
     */
    private record Gain(Estimate difference, int seeds, int sources) {}

    private Optional<Gain> gain(Target target, Scheme head, Scheme ce, Quantity measure) {
        OnTarget one = new OnTarget(target.name(), head.name());
        OnTarget other = new OnTarget(target.name(), ce.name());
        Map<Scheme, List<Long>> both = new LinkedHashMap<>();
        experiment
                .schemes()
                .forEach(scheme -> both.put(
                        scheme,
                        experiment.seeds().stream()
                                .filter(seed -> value(scheme, one, seed, measure)
                                                .isPresent()
                                        && value(scheme, other, seed, measure).isPresent())
                                .toList()));
        List<Long> seeds = both.values().stream()
                .reduce((most, each) -> each.size() > most.size() ? each : most)
                .orElseThrow();
        if (seeds.isEmpty()) {
            return Optional.empty();
        }
        List<Scheme> sources = both.keySet().stream()
                .filter(scheme -> both.get(scheme).containsAll(seeds))
                .toList();
        double[] bySeed = seeds.stream()
                .mapToDouble(seed -> sources.stream()
                        .mapToDouble(scheme -> value(scheme, one, seed, measure).orElseThrow()
                                - value(scheme, other, seed, measure).orElseThrow())
                        .average()
                        .orElseThrow())
                .toArray();
        return Optional.of(
                new Gain(Estimate.overSeedsOn(results.images(other, measure), bySeed), seeds.size(), sources.size()));
    }

    private OptionalDouble value(Scheme scheme, Where where, long seed, Quantity measure) {
        return results.value(scheme, where, seed, measure);
    }

    /** Whether no source scheme is above what guessing gives with any of these heads. */
    private boolean isAtChance(Target target, List<Scheme> heads, Quantity measure) {
        return heads.stream()
                .map(head -> new OnTarget(target.name(), head.name()))
                .allMatch(where -> experiment.schemes().stream()
                        .flatMap(scheme -> results.estimate(scheme, where, measure).stream())
                        .allMatch(each ->
                                each.mean() <= Retention.floor(target.classes(), results.images(where, measure))));
    }

    /** How far source schemes are apart with one head. */
    private Optional<Double> spread(Target target, Scheme head, Quantity measure) {
        double[] means = experiment.schemes().stream()
                .flatMap(scheme -> results.estimate(scheme, new OnTarget(target.name(), head.name()), measure).stream())
                .mapToDouble(Estimate::mean)
                .sorted()
                .toArray();
        return means.length < 2 ? Optional.empty() : Optional.of(means[means.length - 1] - means[0]);
    }
}
