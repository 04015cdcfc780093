package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Experiment.Target;
import io.robusttransfer.worker.report.Falls.Fall;
import io.robusttransfer.worker.report.Falls.Pairs;
import io.robusttransfer.worker.report.Finding.Asked;
import io.robusttransfer.worker.report.Finding.Evidence;
import io.robusttransfer.worker.report.Finding.Row;
import io.robusttransfer.worker.report.Where.OnTarget;
import io.robusttransfer.worker.statistics.Multiplicity;
import io.robusttransfer.worker.statistics.StudentMean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Does the most robust source scheme lose less than ce where images change without an adversary? What a model loses is its accuracy on
 * the images as they are less the mean over changes and severities; the difference of two is taken for each seed, then Student's
 * interval over seeds. Asked of the source with the models' own heads, and of each target with the ce head.
 */
final class DistributionShift {
    private static final double FALSE_DISCOVERIES = 1 - Estimate.LEVEL;
    private static final String CANNOT = "Whether a robust f loses less where images change cannot be answered: ";
    private static final String STATISTIC =
            "What ce loses less what the most robust source scheme loses, for each seed, then Student's 95% interval over seeds;"
                    + " lost: accuracy on the images as they are less the mean over changes and severities. Yes: all of it lies above 0."
                    + " No: all of it lies below "
                    + Text.accuracy(Verdict.MARGIN)
                    + ". Of schemes that the source does not tell apart (Student's t) the one that came first"
                    + " also needs p up to 0.05 for all of them at once (Bonferroni). Neither where that"
                    + " scheme is no more robust on the source than ce. No yes where it is at chance level on the changed"
                    + " images, with nothing left to lose, or shown to be right less often there than ce; no no where ce is at chance level"
                    + " there.";
    private static final String CAPTION =
            "How much less than %s each loses, in accuracy: means with Student's 95%% interval over seeds, each by itself."
                    + " Of %d images, as they are and changed.";

    private final Results results;
    private final Experiment experiment;
    private final List<Quantity> changes;
    private final Optional<Quantity> mean;

    DistributionShift(Results results) {
        this.results = results;
        this.experiment = results.experiment();
        this.changes = experiment.further().stream()
                .filter(each ->
                        !each.at().shift().isEmpty() && each.at().severity().isEmpty())
                .toList();
        this.mean = experiment.further().stream()
                .filter(each -> each.id().equals(CorruptionErrors.MEAN))
                .findFirst();
    }

    List<Finding> findings() {
        Optional<Quantity> attack = experiment.headline();
        Optional<Scheme> baseline =
                experiment.schemes().stream().filter(Scheme::plain).findFirst();
        Asked asked = new Asked("shift", null, Extractor.SOURCE, asks(" where images change"));
        if (changes.isEmpty()) {
            return List.of(Finding.unanswerable(
                    asked, CANNOT + "no shifts were asked for", "Add `shifts: {}` to spec.study.evaluation."));
        }
        if (attack.isEmpty()) {
            return List.of(Finding.unanswerable(asked, CANNOT + "no attack was asked for", Question.ADD_AN_ATTACK));
        }
        if (baseline.isEmpty()) {
            return List.of(Finding.unanswerable(
                    asked,
                    CANNOT + "there is no source scheme ce to compare with",
                    "Add `{name: ce, ce: {}}` to spec.study.source.schemes."));
        }
        Optional<MostRobust> robust = MostRobust.of(results, attack.get());
        if (robust.isEmpty()) {
            return List.of(
                    Finding.unanswerable(
                            asked,
                            CANNOT + "no robust source model was measured under "
                                    + attack.get().words(),
                            "Add a source scheme that should be robust, such as `{name: ceA, ceA: {}}`, or put right what stopped it."));
        }
        return Stream.concat(
                        Stream.of(finding(Where.SOURCE, robust.get(), baseline.get())),
                        experiment.domains().stream().map(target -> head(target)
                                .map(where -> finding(where, robust.get(), baseline.get()))
                                .orElseGet(() -> allMove(target))))
                .toList();
    }

    private static Finding allMove(Target target) {
        return Finding.unanswerable(
                new Asked(
                        "shift",
                        target.name(),
                        Extractor.FROZEN,
                        asks(" where the images of " + target.name() + " change")),
                CANNOT + "every head of " + target.name() + " moves f",
                "Add `{name: ce, ce: {}}` to spec.study.targets[" + target.name() + "].schemes.");
    }

    private static String asks(String changing) {
        return "Does a robust f lose less" + changing + "?";
    }

    /** A target without a ce head over a frozen f is spoken of by its first such head. */
    private static Optional<Where> head(Target target) {
        List<Scheme> heads = target.heads(Extractor.FROZEN);
        return heads.stream()
                .filter(Scheme::plain)
                .findFirst()
                .or(() -> heads.stream().findFirst())
                .map(head -> new OnTarget(target.name(), head.name()));
    }

    private Finding finding(Where where, MostRobust most, Scheme baseline) {
        Scheme robust = most.scheme();
        String changing = " where the images of " + domain(where) + " change";
        Asked asked = new Asked(
                "shift",
                where instanceof OnTarget on ? on.target() : null,
                experiment.extractor(where),
                asks(changing));
        List<Quantity> here =
                changes.stream().filter(change -> isAnywhere(where, change)).toList();
        Optional<Quantity> meanHere = mean.filter(of -> isAnywhere(where, of));
        if (here.isEmpty()) {
            return Finding.unanswerable(
                    asked,
                    CANNOT + "no changed images of " + domain(where) + " were evaluated",
                    "Add `corruptions` to spec.study.evaluation.shifts, or a set with `domain: " + domain(where)
                            + "` to its given ones, or put right what stopped the evaluation.");
        }
        Falls falls = new Falls(results, where, meanHere.map(List::of).orElse(here));
        Pairs pairs = falls.pairs(robust, baseline);
        String names = robust.name() + " loses less than " + baseline.name();
        if (pairs.count() == 0) {
            return Finding.unanswerable(
                    asked,
                    "Whether " + names + changing + " cannot be answered: there is no seed at which both were measured",
                    Question.PUT_RIGHT);
        }
        Estimate difference = pairs.difference();
        Fall one = Fall.mean(pairs.ones());
        Fall other = Fall.mean(pairs.others());
        Verdict settled = Verdict.of(difference);
        Optional<String> withheld = settled.isDecided()
                ? most.nothingToTransfer(baseline)
                        .or(() -> withheld(settled, falls, pairs, robust, baseline))
                        .or(() -> most.undecidedByChoice(
                                settled, difference.mean(), baseline, pairs.seeds(), pairs.images(), falls::lossTurned))
                : Optional.empty();
        Verdict verdict = withheld.isPresent() ? Verdict.UNDECIDED : settled;
        List<String> notes = new ArrayList<>();
        String atChance = Stream.of(robust, baseline)
                .filter(falls::isAtChance)
                .map(Scheme::name)
                .collect(Collectors.joining(" and "));
        if (!atChance.isEmpty()) {
            notes.add("At chance level on the changed images, with no more to lose: " + atChance
                    + ". Lighter severities tell more.");
        }
        double better = one.changed() - other.changed();
        if (difference.mean() * better < 0) {
            notes.add("Yet " + (better > 0 ? robust : baseline).name() + " is right more often" + changing
                    + ": what it loses it loses from more.");
        }
        if (difference.n() < experiment.seeds().size()) {
            notes.add("Rests on " + difference.n() + " of " + experiment.seeds().size()
                    + " seeds, those at which both were measured.");
        }
        if (robust.given()) {
            notes.add(robust.name() + " was given, one f for all seeds: the interval is over trainings of "
                    + baseline.name() + (robust.oneModel(where) ? " alone." : " and of heads."));
        }
        notes.add(lost(falls));
        costsNothing(here, where, baseline).ifPresent(notes::add);
        byChange(here, where, robust, baseline).ifPresent(notes::add);
        String figures = "accuracy of " + robust.name() + " falls from " + one + ", of " + baseline.name() + " from "
                + other + " ("
                + meanHere.map(Quantity::title).orElse("mean of " + CorruptionErrors.shifts(here.size()))
                + head(where) + "), a difference of " + Text.signed(difference.mean());
        return new Finding(
                asked,
                verdict,
                new Claim(
                                names + changing,
                                robust.name() + " does not lose less than " + baseline.name() + changing,
                                names + changing)
                        .sentence(verdict, figures, difference, withheld),
                new Evidence(
                        STATISTIC,
                        Verdict.MARGIN,
                        CAPTION.formatted(baseline.name(), pairs.images()),
                        rows(falls, robust, baseline),
                        Optional.of(grid(here, where))),
                notes,
                Optional.empty());
    }

    /** Why an interval that decides does not: a model that is at chance level loses less than it would have lost. */
    private static Optional<String> withheld(
            Verdict settled, Falls falls, Pairs pairs, Scheme robust, Scheme baseline) {
        Scheme cut = settled == Verdict.YES ? robust : baseline;
        if (falls.isAtChance(cut)) {
            return Optional.of(cut.name() + " is at chance level on the changed images");
        }
        return settled == Verdict.YES && pairs.better().high() < 0
                ? Optional.of(baseline.name() + " is right more often on the changed images")
                : Optional.empty();
    }

    /** The one that the verdict is about comes first. */
    private List<Row> rows(Falls falls, Scheme robust, Scheme baseline) {
        return Stream.concat(Stream.of(robust), experiment.schemes().stream())
                .distinct()
                .filter(scheme -> !scheme.equals(baseline))
                .filter(scheme -> falls.pairs(scheme, baseline).count() > 0)
                .map(scheme -> new Row(
                        "lost: " + baseline.name() + " − " + scheme.name(),
                        scheme,
                        falls.pairs(scheme, baseline).difference()))
                .toList();
    }

    private String lost(Falls falls) {
        return "Lost, from the least: "
                + experiment.schemes().stream()
                        .filter(scheme -> falls.of(scheme).isPresent())
                        .sorted(Comparator.comparingDouble(
                                scheme -> falls.of(scheme).orElseThrow().lost()))
                        .map(scheme -> scheme.name() + " "
                                + Text.accuracy(falls.of(scheme).orElseThrow().lost()))
                        .collect(Collectors.joining(", "))
                + ".";
    }

    private Optional<String> costsNothing(List<Quantity> here, Where where, Scheme baseline) {
        String names = here.stream()
                .filter(change -> new Falls(results, where, List.of(change)).costsNothingAtSomeSeed(baseline))
                .map(DistributionShift::words)
                .collect(Collectors.joining(", "));
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("At one seed at least " + baseline.name() + " loses nothing under " + names + ".");
    }

    /** Which changes cost one of them less, among all that were asked for; empty where one lacks three seeds of both. */
    private Optional<String> byChange(List<Quantity> here, Where where, Scheme robust, Scheme baseline) {
        List<Pairs> pairs = here.stream()
                .map(change -> new Falls(results, where, List.of(change)).pairs(robust, baseline))
                .toList();
        if (pairs.stream().anyMatch(each -> each.count() < Verdict.SEEDS)) {
            return Optional.empty();
        }
        List<StudentMean> means = pairs.stream().map(Pairs::tested).toList();
        double[] p = Multiplicity.FALSE_DISCOVERY_RATE.adjusted(
                means.stream().mapToDouble(StudentMean::p).toArray());
        String told = Stream.of(
                        named(" loses less under ", here, means, p, 1), named(" loses more under ", here, means, p, -1))
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining(","));
        return Optional.of("By change, at a false discovery rate of 5% over all " + here.size() + ": "
                + (told.isEmpty() ? "none tells the two apart" : robust.name() + told) + ".");
    }

    private String named(String does, List<Quantity> here, List<StudentMean> means, double[] p, int sign) {
        String names = IntStream.range(0, p.length)
                .filter(i -> p[i] <= FALSE_DISCOVERIES && sign * means.get(i).mean() > 0)
                .mapToObj(i -> words(here.get(i)))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : does + names;
    }

    /** Given sets are of one domain. */
    private boolean isAnywhere(Where where, Quantity measure) {
        return experiment.schemes().stream().anyMatch(scheme -> experiment.seeds().stream()
                .anyMatch(seed -> results.value(scheme, where, seed, measure).isPresent()));
    }

    private String domain(Where where) {
        return where instanceof OnTarget on ? on.target() : experiment.source();
    }

    private static String head(Where where) {
        return where instanceof OnTarget on ? ", " + on.head() + " head" : "";
    }

    private static String words(Quantity change) {
        return change.at().shift().replace('_', ' ');
    }

    private Plot grid(List<Quantity> here, Where where) {
        List<Plot.Grid.Line> lines = new ArrayList<>();
        lines.add(line("as they are", where, Quantity.unshifted()));
        here.forEach(change -> lines.add(line(words(change), where, change)));
        mean.filter(of -> isAnywhere(where, of)).ifPresent(of -> lines.add(line(of.title(), where, of)));
        return new Plot.Grid(
                "Accuracy on " + domain(where) + head(where) + ", mean over severities", experiment.schemes(), lines);
    }

    private Plot.Grid.Line line(String words, Where where, Quantity measure) {
        return new Plot.Grid.Line(
                words,
                experiment.schemes().stream()
                        .map(scheme -> results.estimate(scheme, where, measure))
                        .toList());
    }
}
