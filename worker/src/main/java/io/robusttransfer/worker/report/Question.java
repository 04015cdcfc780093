package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Experiment.Target;
import io.robusttransfer.worker.report.Outcome.Completed;
import io.robusttransfer.worker.report.Outcome.Diverged;
import io.robusttransfer.worker.report.Outcome.Missing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Does robustness transfer? Target robust accuracy with the ce head of the source scheme that is most robust on the source
 * (never a ce scheme), minus that of ce, in pairs: same seed, same images, same head's initial weights. Where a head of the target
 * moves f, it is asked again with that head, apart: what the source gave and what the target trained are not told apart there.
 */
final class Question {
    /** What to do where nothing was attacked. */
    static final String ADD_AN_ATTACK =
            "Add `attacks: [{name: pgd20, pgd: {steps: 20, epsilons: [...]}}]` to spec.study.evaluation.";

    static final String PUT_RIGHT =
            "Put right what stopped them, and run the experiment again; a training that diverged needs another seed or a lower"
                    + " learningRate, under another metadata.name.";

    static final String STATISTIC =
            "Robust accuracy on the target of the source scheme that is most robust on the source less that of ce, in pairs for each"
                    + " seed, then Student's 95% interval over seeds. Yes, more of it than ce has: all of it lies above 0. No: all of it lies below "
                    + Text.accuracy(Verdict.MARGIN)
                    + ". Of schemes that the source does not tell apart (Student's t) the one that came first"
                    + " also needs p up to 0.05 for all of them at once (Bonferroni). Neither where that"
                    + " scheme is at chance level on the source or no more robust there than ce; no yes where both are at chance level on the"
                    + " target.";

    private static final int REASONS = 3;

    private final Results results;
    private final Experiment experiment;
    private final Bootstrap overImages;

    Question(Results results) {
        this(results, new Bootstrap());
    }

    Question(Results results, Bootstrap overImages) {
        this.results = results;
        this.experiment = results.experiment();
        this.overImages = overImages;
    }

    /** Every target's, but for the controls, under the headline attack. */
    List<Answer> answers() {
        return experiment.domains().stream()
                .flatMap(t -> experiment
                        .headline()
                        .map(m -> answers(t, m))
                        .orElseGet(() -> List.of(
                                Answer.unanswerable(whole(t), List.of("no attack was asked for"), ADD_AN_ATTACK)))
                        .stream())
                .toList();
    }

    /** The one over a frozen f, if the target has such heads, then one for each head that moves it; what stops all is said once. */
    List<Answer> answers(Target target, Quantity measure) {
        Optional<Scheme> baseline =
                experiment.schemes().stream().filter(Scheme::plain).findFirst();
        if (baseline.isEmpty()) {
            return List.of(Answer.unanswerable(
                    whole(target),
                    List.of("there is no source scheme ce to compare with"),
                    "Add `{name: ce, ce: {}}` to spec.study.source.schemes."));
        }
        if (experiment.schemes().stream().allMatch(Scheme::plain)) {
            return List.of(Answer.unanswerable(
                    whole(target),
                    List.of("ce is the only kind of source scheme"),
                    "Add one that should be robust, such as `{name: ceA, ceA: {}}`, to spec.study.source.schemes."));
        }
        List<Scheme> moving = target.heads(Extractor.MOVED);
        Optional<Scheme> head =
                target.heads(Extractor.FROZEN).stream().filter(Scheme::plain).findFirst();
        Optional<Answer> without = head.isPresent() || target.extractors().equals(List.of(Extractor.MOVED))
                ? Optional.empty()
                : Optional.of(Answer.unanswerable(
                        frozen(target),
                        List.of("it has no head trained by ce"),
                        "Add `{name: ce, ce: {}}` to spec.study.targets[" + target.name() + "].schemes."));
        if (without.isPresent() && moving.isEmpty()) {
            return List.of(without.get());
        }
        Optional<MostRobust> robust = MostRobust.of(results, measure);
        if (robust.isEmpty()) {
            List<Place> cells = experiment.schemes().stream()
                    .filter(s -> !s.plain())
                    .map(s -> new Place(s, Where.SOURCE))
                    .toList();
            return List.of(Answer.unanswerable(
                    whole(target),
                    List.of("no robust source model was measured under " + measure.words(), incomplete(cells)),
                    remedy(cells)));
        }
        List<Answer> answers = new ArrayList<>();
        without.ifPresent(answers::add);
        head.ifPresent(ce -> answers.add(compare(frozen(target), target, measure, baseline.get(), robust.get(), ce)));
        moving.forEach(
                each -> answers.add(compare(moved(target, each), target, measure, baseline.get(), robust.get(), each)));
        return answers;
    }

    private Answer.Subject whole(Target target) {
        Extractor first = target.extractors().stream().findFirst().orElse(Extractor.FROZEN);
        return new Answer.Subject(target.name(), first, target.name());
    }

    private Answer.Subject frozen(Target target) {
        String said = experiment.movesExtractor() ? " (" + Extractor.FROZEN.words() + ")" : "";
        return new Answer.Subject(target.name(), Extractor.FROZEN, target.name() + said);
    }

    private static Answer.Subject moved(Target target, Scheme head) {
        return new Answer.Subject(
                target.name(),
                Extractor.MOVED,
                target.name() + " (" + Extractor.MOVED.words() + " by " + head.name() + ")");
    }

    private record Place(Scheme scheme, Where where) {}

    private Answer compare(
            Answer.Subject subject, Target target, Quantity measure, Scheme baseline, MostRobust most, Scheme head) {
        Scheme robust = most.scheme();
        Where.OnTarget where = new Where.OnTarget(target.name(), head.name());
        List<Answer.Pair> pairs = new ArrayList<>();
        List<Bootstrap.Pair> images = new ArrayList<>();
        for (Long seed : experiment.seeds()) {
            Optional<PerImage> a = perImage(robust, where, seed, measure);
            Optional<PerImage> b = perImage(baseline, where, seed, measure);
            if (a.isPresent() && b.isPresent()) {
                pairs.add(new Answer.Pair(
                        seed,
                        results.value(robust, where, seed, measure).orElseThrow(),
                        results.value(baseline, where, seed, measure).orElseThrow()));
                images.add(new Bootstrap.Pair(a.get().right(), b.get().right()));
            }
        }
        List<Place> cells = List.of(new Place(robust, where), new Place(baseline, where));
        if (pairs.isEmpty()) {
            return Answer.unanswerable(
                    subject,
                    List.of(
                            "there is no seed at which both " + robust.name() + " and " + baseline.name()
                                    + " were measured with the " + head.name() + " head under " + measure.words(),
                            incomplete(cells)),
                    remedy(cells));
        }
        Estimate overSeeds = Estimate.overSeedsOn(
                images.get(0).robust().length,
                pairs.stream().mapToDouble(Answer.Pair::difference).toArray());
        Answer.Comparison comparison = new Answer.Comparison(
                robust,
                baseline,
                head,
                measure,
                most.onSource(),
                pairs,
                overSeeds,
                overImages.paired(images),
                List.of(Kept.of(results, robust, where, measure), Kept.of(results, baseline, where, measure)));
        int count = images.get(0).robust().length;
        Verdict settled = Verdict.of(overSeeds);
        Optional<String> nothing = most.nothingToTransfer(baseline);
        Optional<String> withheld = settled.isDecided()
                ? nothing.or(() -> Optional.of("both are at chance level on " + target.name())
                                .filter(chance -> settled == Verdict.YES && isAtChance(target, comparison, count)))
                        .or(() -> most.undecidedByChoice(
                                settled,
                                overSeeds.mean(),
                                baseline,
                                pairs.stream().map(Answer.Pair::seed).toList(),
                                count,
                                (scheme, seed) -> results.value(scheme, where, seed, measure)))
                : Optional.empty();
        List<String> notes = notes(target, comparison, cells, count);
        nothing.filter(reason -> withheld.isEmpty())
                .ifPresent(reason -> notes.add("There is nothing to transfer: " + reason + "."));
        return new Answer(
                subject,
                withheld.isPresent() ? Verdict.UNDECIDED : settled,
                Optional.of(comparison),
                notes,
                withheld,
                Optional.empty());
    }

    private Optional<PerImage> perImage(Scheme scheme, Where where, long seed, Quantity measure) {
        return results.outcome(scheme, where, seed) instanceof Completed c ? measure.perImage(c) : Optional.empty();
    }

    private List<String> notes(Target target, Answer.Comparison c, List<Place> cells, int images) {
        List<String> notes = new ArrayList<>();
        if (c.pairs().size() < experiment.seeds().size()) {
            notes.add("Rests on " + c.pairs().size() + " of "
                    + experiment.seeds().size() + " seeds: " + incomplete(cells) + ".");
        }
        if (c.robust().given()) {
            notes.add(c.robust().name()
                    + " was given, the same f for every seed: the interval over seeds is over what is trained on the target and over"
                    + " trainings of " + c.baseline().name() + ", not over trainings of "
                    + c.robust().name() + " on the source.");
        }
        Optional<Double> learned =
                results.estimate(c.robust(), Where.SOURCE, Quantity.clean()).map(Estimate::mean);
        boolean nothingLearned = learned.isPresent()
                && learned.get()
                        <= Retention.floor(experiment.classes(), results.images(Where.SOURCE, Quantity.clean()));
        if (nothingLearned) {
            notes.add(
                    c.robust().name() + " has learned nothing: its clean accuracy on the source, "
                            + Text.accuracy(learned.get())
                            + ", is chance. Train it longer, or let epsilon rise over warmupEpochs where it trains under attack.");
        } else if (isAtChance(target, c, images)) {
            notes.add("Both accuracies are at chance level on " + target.name() + " (1 in " + target.classes()
                    + "; up to " + Text.accuracy(Retention.floor(target.classes(), images))
                    + " on this many images): a smaller epsilon tells more.");
        }
        return notes;
    }

    private static boolean isAtChance(Target target, Answer.Comparison c, int images) {
        return Math.max(c.robustMean(), c.baselineMean()) <= Retention.floor(target.classes(), images);
    }

    /** The cells of these that have no figures, with their reasons; seeds alike are named together. */
    private String incomplete(List<Place> cells) {
        Map<String, List<Long>> reasons = new LinkedHashMap<>();
        for (Place cell : cells) {
            for (Long seed : experiment.seeds()) {
                Outcome outcome = results.outcome(cell.scheme(), cell.where(), seed);
                String name = cell.scheme().name();
                if (outcome instanceof Diverged d) {
                    reasons.computeIfAbsent(
                                    name + " diverged in " + d.stage() + ", step " + d.step(), r -> new ArrayList<>())
                            .add(seed);
                } else if (outcome instanceof Missing m) {
                    reasons.computeIfAbsent(name + " " + m.why(), r -> new ArrayList<>())
                            .add(seed);
                }
            }
        }
        if (reasons.isEmpty()) {
            return "the attack was not evaluated";
        }
        String first = reasons.entrySet().stream()
                .limit(REASONS)
                .map(r -> r.getKey() + " (seed" + (r.getValue().size() == 1 ? " " : "s ")
                        + r.getValue().stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")")
                .collect(Collectors.joining("; "));
        int more = reasons.size() - REASONS;
        return more > 0 ? first + "; and " + more + " more like these" : first;
    }

    private String remedy(List<Place> cells) {
        boolean missing = cells.stream()
                .flatMap(c -> experiment.seeds().stream().map(s -> results.outcome(c.scheme(), c.where(), s)))
                .anyMatch(Missing.class::isInstance);
        return missing
                ? "Put right what stopped it, and run the experiment again: it goes on where it stopped."
                : "Try another seed in spec.study.seeds, or a lower learningRate for the scheme that diverged, under"
                        + " another metadata.name.";
    }
}
