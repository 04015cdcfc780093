package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Experiment.Target;
import io.robusttransfer.worker.report.Finding.Asked;
import io.robusttransfer.worker.report.Finding.Evidence;
import io.robusttransfer.worker.report.Finding.Row;
import io.robusttransfer.worker.report.Plot.Scatter.Model;
import io.robusttransfer.worker.report.Plot.Scatter.Predictor;
import io.robusttransfer.worker.report.Plot.Scatter.Ranks;
import io.robusttransfer.worker.report.Where.OnTarget;
import io.robusttransfer.worker.statistics.Multiplicity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.util.CombinatoricsUtils;

/**
 * Does a transferability score foretell robustness? Rank correlation over source schemes of each score with robust accuracy on the
 * target, under the headline attack with the ce head over the frozen f. Beside it, without a verdict: clean accuracy there, which is
 * transferability as it came out, and what the source alone would have said.
 */
final class Foretelling {
    /** A rank correlation below this is none: it would explain less than a tenth (Cohen 1988: a medium one). */
    static final double MARGIN = 0.3;

    private static final String STATISTIC =
            "Spearman's rank correlation over source schemes, each with all of its seeds: ranked at each seed, then all ranks together."
                    + " Interval: 95%, by a bootstrap in which whole schemes are drawn, widened for how few they are. p:"
                    + " whole schemes exchanged at random, two-sided, by Holm over all scores."
                    + " Yes: a score's correlation is above 0 with p up to 0.05. No: every score's interval ends below "
                    + Text.accuracy(MARGIN)
                    + ". Neither where all are at chance level. Source schemes were chosen by the"
                    + " manifest and share an architecture: it is no correlation over networks at large.";
    private static final String CAPTION =
            "Spearman's rank correlation with robust accuracy on %s; intervals: 95%%, each by"
                    + " itself, by drawing source schemes anew. Robust accuracy is of %d images.";

    private final Results results;
    private final Experiment experiment;
    private final Transferability transferability;
    private final RankCorrelation correlation;

    Foretelling(Results results) {
        this(results, new RankCorrelation());
    }

    Foretelling(Results results, RankCorrelation correlation) {
        this.results = results;
        this.experiment = results.experiment();
        this.transferability = new Transferability(results);
        this.correlation = correlation;
    }

    List<Finding> findings() {
        Asked asked = new Asked(
                "transferability",
                null,
                Extractor.FROZEN,
                "Does a transferability score foretell robustness on the target?");
        String cannot = "Whether a transferability score foretells robustness cannot be answered: ";
        if (transferability.scores().isEmpty()) {
            return List.of(Finding.unanswerable(
                    asked, cannot + "no score was asked for", "Add `transferability: {}` to spec.study.evaluation."));
        }
        return experiment
                .headline()
                .map(measure -> experiment.domains().stream()
                        .map(target -> finding(target, measure))
                        .toList())
                .orElseGet(() -> List.of(
                        Finding.unanswerable(asked, cannot + "no attack was asked for", Question.ADD_AN_ATTACK)));
    }

    private Finding finding(Target target, Quantity measure) {
        String claim = "a transferability score foretells robustness on " + target.name();
        Asked asked = new Asked(
                "transferability",
                target.name(),
                Extractor.FROZEN,
                "Does a transferability score foretell robustness on " + target.name() + "?");
        String cannot = "Whether " + claim + " cannot be answered: ";
        List<Scheme> heads = target.heads(Extractor.FROZEN);
        if (heads.isEmpty()) {
            return Finding.unanswerable(
                    asked,
                    cannot + "scores are of a frozen f, which every head moves",
                    "Add `{name: ce, ce: {}}` to spec.study.targets[" + target.name() + "].schemes.");
        }
        OnTarget where = new OnTarget(
                target.name(),
                heads.stream()
                        .filter(Scheme::plain)
                        .findFirst()
                        .orElse(heads.get(0))
                        .name());
        List<Long> seeds = results.seeds(List.of(where), measure);
        List<Scheme> measured = experiment.schemes().stream()
                .filter(scheme -> results.has(scheme, where, seeds, measure))
                .toList();
        if (seeds.isEmpty() || measured.size() < RankCorrelation.FEWEST) {
            return Finding.unanswerable(
                    asked,
                    cannot + "a rank correlation needs " + RankCorrelation.FEWEST
                            + " source schemes that were measured at every seed (has "
                            + (seeds.isEmpty() ? 0 : measured.size())
                            + "; ten show one of 0.65, with seven scores one of 0.8)",
                    "Add schemes to spec.study.source.schemes, or put right what stopped them.");
        }
        return compared(asked, claim, target, where, measure, measured, seeds);
    }

    private enum From {
        SCORE,
        SOURCE,
        /** Known only when a head is fitted there. */
        TARGET
    }

    /** What may foretell robustness. */
    private record Candidate(String words, From from, Value value) {}

    private interface Value {
        OptionalDouble of(Scheme scheme, long seed);
    }

    private List<Candidate> candidates(Target target, OnTarget where, Quantity measure) {
        Stream<Candidate> beside = Stream.of(
                new Candidate(
                        "clean on " + target.name() + " (realised)",
                        From.TARGET,
                        (scheme, seed) -> results.value(scheme, where, seed, Quantity.clean())),
                new Candidate(
                        "clean on " + experiment.source(),
                        From.SOURCE,
                        (scheme, seed) -> results.value(scheme, Where.SOURCE, seed, Quantity.clean())),
                new Candidate(
                        "robust on " + experiment.source(),
                        From.SOURCE,
                        (scheme, seed) -> results.value(scheme, Where.SOURCE, seed, measure)));
        Stream<Candidate> scores = transferability.scores().stream()
                .map(score -> new Candidate(
                        score.title(),
                        From.SCORE,
                        (scheme, seed) -> transferability.score(scheme, target, score, seed)));
        return Stream.concat(beside, scores).toList();
    }

    private Finding compared(
            Asked asked,
            String claim,
            Target target,
            OnTarget where,
            Quantity measure,
            List<Scheme> measured,
            List<Long> seeds) {
        List<Candidate> candidates = candidates(target, where, measure);
        List<Predictor> alone = candidates.stream()
                .map(candidate -> predictor(candidate, where, measure, measured, seeds))
                .toList();
        List<Integer> scores = IntStream.range(0, alone.size())
                .filter(i -> candidates.get(i).from() == From.SCORE
                        && alone.get(i).ranks().isPresent())
                .boxed()
                .toList();
        boolean allAlike = measured.stream()
                        .flatMap(scheme -> seeds.stream().map(seed -> results.value(scheme, where, seed, measure)))
                        .distinct()
                        .count()
                == 1;
        if (allAlike) {
            return Finding.unanswerable(
                    asked,
                    "Whether " + claim + " cannot be answered: robust accuracy is the same for all source schemes",
                    "Add a smaller epsilon to the attacks of spec.study.evaluation.");
        }
        if (scores.isEmpty()) {
            return Finding.unanswerable(
                    asked,
                    "Whether " + claim + " cannot be answered: no score differs between " + RankCorrelation.FEWEST
                            + " source schemes",
                    "Add schemes to spec.study.source.schemes, or other scores to spec.study.evaluation.transferability.");
        }
        List<Predictor> predictors = adjusted(alone, scores);
        List<Predictor> scored = scores.stream().map(predictors::get).toList();
        boolean atChance = measured.stream()
                .flatMap(scheme -> results.estimate(scheme, where, measure).stream())
                .allMatch(each -> each.mean() <= Retention.floor(target.classes(), results.images(where, measure)));
        Verdict verdict = seeds.size() < Verdict.SEEDS
                ? Verdict.NEEDS_SEEDS
                : atChance
                        ? Verdict.UNDECIDED
                        : verdict(scored.stream().map(Foretelling::ranks).toList());
        List<String> notes = new ArrayList<>();
        if (atChance) {
            notes.add("Robust accuracy of all is at chance level: a smaller epsilon tells more.");
        }
        rarity(scores.size(), measured.size()).ifPresent(notes::add);
        withoutScores(candidates, predictors).ifPresent(notes::add);
        results.without(seeds).ifPresent(notes::add);
        List<String> left = experiment.schemes().stream()
                .filter(scheme -> !measured.contains(scheme))
                .map(Scheme::name)
                .toList();
        if (!left.isEmpty()) {
            notes.add("Left out, since not measured at every seed: " + String.join(", ", left) + ".");
        }
        String against = scored.stream()
                .filter(each -> isCertain(ranks(each)) && ranks(each).spearman().mean() < 0)
                .map(Predictor::words)
                .collect(Collectors.joining(", "));
        if (!against.isEmpty()) {
            notes.add("The other way round, with as small a p: " + against + ".");
        }
        return new Finding(
                asked,
                verdict,
                sentence(verdict, claim, measure.words() + ", " + where.head() + " head,", seeds.size(), scored),
                new Evidence(
                        STATISTIC,
                        MARGIN,
                        CAPTION.formatted(target.name(), results.images(where, measure)),
                        predictors.stream()
                                .filter(each -> each.ranks().isPresent())
                                .map(each ->
                                        new Row(each.words(), null, ranks(each).spearman()))
                                .toList(),
                        Optional.of(new Plot.Scatter(
                                "robust accuracy on " + target.name() + ", " + where.head() + " head", predictors))),
                notes,
                Optional.empty());
    }

    /** Of so few schemes that but one order, or none, can have a small p. */
    private static Optional<String> rarity(int scores, int schemes) {
        double orders = CombinatoricsUtils.factorialDouble(schemes);
        String which = scores / orders > 1 - Estimate.LEVEL
                ? "no order"
                // that of robust accuracy, those with two neighbours exchanged, and these the other way round
                : scores * 2 * schemes / orders > 1 - Estimate.LEVEL
                        ? "hardly more than the very order of robust accuracy"
                        : "";
        return which.isEmpty()
                ? Optional.empty()
                : Optional.of("By Holm over " + scores + " scores " + which + " of " + schemes
                        + " source schemes is rare enough for a yes: add schemes, or ask for fewer scores.");
    }

    /** What the source alone would have said: a score that says less is not needed. */
    private static Optional<String> withoutScores(List<Candidate> candidates, List<Predictor> predictors) {
        String figures = IntStream.range(0, candidates.size())
                .filter(i -> candidates.get(i).from() == From.SOURCE)
                .mapToObj(predictors::get)
                .filter(each -> each.ranks().isPresent())
                .map(each ->
                        each.words() + " " + Text.signed(ranks(each).spearman().mean()))
                .collect(Collectors.joining(", "));
        return figures.isEmpty() ? Optional.empty() : Optional.of("What needs no score: " + figures + ".");
    }

    private static Ranks ranks(Predictor predictor) {
        return predictor.ranks().orElseThrow();
    }

    /** A source scheme without a value at one of the seeds, such as CKA of an f that is the same for all images, is left out of it. */
    private Predictor predictor(
            Candidate candidate, OnTarget where, Quantity measure, List<Scheme> measured, List<Long> seeds) {
        List<List<Model>> models = measured.stream()
                .filter(scheme -> seeds.stream()
                        .allMatch(seed -> candidate.value().of(scheme, seed).isPresent()))
                .map(scheme -> seeds.stream()
                        .map(seed -> new Model(
                                scheme,
                                seed,
                                candidate.value().of(scheme, seed).getAsDouble(),
                                results.value(scheme, where, seed, measure).getAsDouble()))
                        .toList())
                .toList();
        return new Predictor(
                candidate.words(),
                models.stream().flatMap(List::stream).toList(),
                correlation.of(models, this::cleanOnSource));
    }

    private OptionalDouble cleanOnSource(Model model) {
        return results.value(model.scheme(), Where.SOURCE, model.seed(), Quantity.clean());
    }

    private static List<Predictor> adjusted(List<Predictor> alone, List<Integer> scores) {
        double[] p = Multiplicity.HOLM.adjusted(
                scores.stream().mapToDouble(i -> ranks(alone.get(i)).p()).toArray());
        List<Predictor> adjusted = new ArrayList<>(alone);
        for (int i = 0; i < p.length; i++) {
            Predictor score = alone.get(scores.get(i));
            Ranks ranks = ranks(score);
            adjusted.set(
                    scores.get(i),
                    new Predictor(
                            score.words(),
                            score.models(),
                            Optional.of(
                                    new Ranks(ranks.spearman(), ranks.kendall(), ranks.p(), p[i], ranks.partial()))));
        }
        return adjusted;
    }

    static Verdict verdict(List<Ranks> scores) {
        if (scores.stream().anyMatch(Foretelling::foretells)) {
            return Verdict.YES;
        }
        return scores.stream().allMatch(each -> each.spearman().high() < MARGIN) ? Verdict.NO : Verdict.UNDECIDED;
    }

    private static boolean foretells(Ranks ranks) {
        return isCertain(ranks) && ranks.spearman().mean() > 0;
    }

    private static boolean isCertain(Ranks ranks) {
        return ranks.adjusted() <= 1 - Estimate.LEVEL;
    }

    private static String sentence(Verdict verdict, String claim, String attacked, int seeds, List<Predictor> scored) {
        Comparator<Predictor> byStrength =
                Comparator.comparingDouble(each -> ranks(each).spearman().mean());
        Predictor first = scored.stream()
                .filter(each -> verdict != Verdict.YES || foretells(ranks(each)))
                .max(byStrength)
                .orElseThrow();
        Ranks ranks = ranks(first);
        String over = "rank correlation with robust accuracy under " + attacked + " over "
                + ranks.spearman().n() + " source schemes";
        String figures = first.words() + " " + Text.signed(ranks.spearman().mean())
                + (ranks.spearman().hasInterval()
                        ? ", 95% interval " + Text.signed(ranks.spearman().low()) + " to "
                                + Text.signed(ranks.spearman().high())
                        : "")
                + ", p " + Text.accuracy(ranks.adjusted()) + " by Holm over "
                + scored.size() + (scored.size() == 1 ? " score" : " scores");
        String capital = Character.toUpperCase(claim.charAt(0)) + claim.substring(1);
        return switch (verdict) {
            case YES -> {
                List<String> more = scored.stream()
                        .filter(each -> each != first && foretells(ranks(each)))
                        .map(Predictor::words)
                        .toList();
                String others = (more.size() == 1 ? "; so does " : "; so do ") + String.join(", ", more);
                yield capital + " (" + over + "): " + figures + (more.isEmpty() ? "" : others) + ".";
            }
            case NO ->
                "No transferability score" + claim.substring("a transferability score".length()) + " (" + over
                        + "): the highest is that of " + figures + ", and every interval ends below "
                        + Text.accuracy(MARGIN) + ".";
            case UNDECIDED ->
                "It is undecided whether " + claim + " (" + over + "): the highest is that of " + figures + ".";
            case NEEDS_SEEDS ->
                "Needs " + Verdict.SEEDS + " seeds to tell whether " + claim + " (has " + seeds
                        + "): on these models the highest " + over + " is that of " + figures + ".";
            case UNANSWERABLE -> throw new AssertionError("unanswerable with a correlation");
        };
    }
}
