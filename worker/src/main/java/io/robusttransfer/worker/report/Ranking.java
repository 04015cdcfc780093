package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Finding.Asked;
import io.robusttransfer.worker.report.Finding.Evidence;
import io.robusttransfer.worker.report.Finding.Row;
import io.robusttransfer.worker.statistics.SchemesBySeeds;
import io.robusttransfer.worker.statistics.SchemesBySeeds.Difference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which source scheme is the most robust on the source? All schemes that completed at every seed are compared at once, with one
 * residual variance: with the best of the others (Hsu 1984) and with ce (Dunnett 1955).
 */
final class Ranking {
    private static final String STATISTIC =
            "Scheme and seed are added up, with one residual variance for all schemes; compared with"
                    + " the best of the others by Hsu (1984), with ce by Dunnett (1955), each with 95% for all schemes at once. Yes: one scheme"
                    + " is shown to be the best, by Student's 95% interval of its differences to each other one, too. No: every interval of a"
                    + " difference to ce ends below " + Text.accuracy(Verdict.MARGIN)
                    + ", by Student's, too. Neither where all are at chance level or one that is"
                    + " left out is as robust.";

    private static final String BEST = "best of the others";

    private final Results results;
    private final Experiment experiment;
    private final Asked asked;
    private final List<Long> seeds;

    Ranking(Results results) {
        this.results = results;
        this.experiment = results.experiment();
        this.seeds = experiment
                .headline()
                .map(measure -> results.seeds(List.of(Where.SOURCE), measure))
                .orElse(List.of());
        this.asked = new Asked(
                "ranking",
                null,
                Extractor.SOURCE,
                "Which source scheme is the most robust on " + experiment.source() + "?");
    }

    Finding finding() {
        Optional<Quantity> measure = experiment.headline();
        if (measure.isEmpty()) {
            return Finding.unanswerable(
                    asked,
                    "Which source scheme is the most robust cannot be answered: no attack was asked for",
                    Question.ADD_AN_ATTACK);
        }
        List<Entry> entries = new ArrayList<>();
        List<String> left = new ArrayList<>();
        double highestLeft = 0;
        for (Scheme scheme : experiment.schemes()) {
            Optional<double[]> values = values(scheme, measure.get());
            if (values.isPresent() && !scheme.given()) {
                entries.add(new Entry(scheme, values.get()));
                continue;
            }
            Optional<Double> mean =
                    results.estimate(scheme, Where.SOURCE, measure.get()).map(Estimate::mean);
            highestLeft = Math.max(highestLeft, mean.orElse(0.0));
            left.add(scheme.name()
                    + (scheme.given() ? " was given, one f for all seeds" : " was not measured at every seed")
                    + mean.map(value -> " (" + Text.accuracy(value) + ")").orElse(""));
        }
        if (entries.size() < 2) {
            return Finding.unanswerable(
                    asked,
                    "Which source scheme is the most robust cannot be answered: " + String.join("; ", left)
                            + (left.isEmpty() ? "there is one scheme alone" : ""),
                    "Add schemes to spec.study.source.schemes, or put right what stopped them.");
        }
        List<String> notes = new ArrayList<>();
        results.without(seeds).ifPresent(notes::add);
        if (!left.isEmpty()) {
            notes.add("Left out of the comparison: " + String.join("; ", left) + ".");
        }
        byRefit(measure.get()).ifPresent(notes::add);
        return compared(entries, measure.get(), highestLeft, notes);
    }

    /** Own heads differ as schemes do: with one head for all it is f alone that is compared. */
    private Optional<String> byRefit(Quantity measure) {
        return experiment
                .refit()
                .map(where -> experiment.schemes().stream()
                        .flatMap(scheme -> results.estimate(scheme, where, measure).stream()
                                .map(estimate -> Map.entry(scheme.name(), estimate.mean())))
                        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                        .map(each -> each.getKey() + " " + Text.accuracy(each.getValue()))
                        .collect(Collectors.joining(", ")))
                .filter(names -> !names.isEmpty())
                .map(names -> "With a ce head fitted anew for each: " + names + ".");
    }

    private record Entry(Scheme scheme, double[] values) {
        double mean() {
            return Arrays.stream(values).average().orElseThrow();
        }

        String words() {
            return scheme.name() + " " + Text.accuracy(mean());
        }
    }

    private Optional<double[]> values(Scheme scheme, Quantity measure) {
        List<OptionalDouble> values = seeds.stream()
                .map(seed -> results.value(scheme, Where.SOURCE, seed, measure))
                .toList();
        return !seeds.isEmpty() && values.stream().allMatch(OptionalDouble::isPresent)
                ? Optional.of(
                        values.stream().mapToDouble(OptionalDouble::getAsDouble).toArray())
                : Optional.empty();
    }

    /** @param highestLeft the highest mean of a scheme that is left out */
    private Finding compared(List<Entry> entries, Quantity measure, double highestLeft, List<String> notes) {
        String under = "robust accuracy on " + experiment.source() + " under " + measure.words();
        int leader = IntStream.range(0, entries.size())
                .boxed()
                .max(Comparator.<Integer>comparingDouble(i -> entries.get(i).mean())
                        .thenComparing(Comparator.<Integer>naturalOrder().reversed()))
                .orElseThrow();
        if (seeds.size() < Verdict.SEEDS) {
            return new Finding(
                    asked,
                    Verdict.NEEDS_SEEDS,
                    "Needs " + Verdict.SEEDS + " seeds to tell which source scheme is the most robust (has "
                            + seeds.size() + "): on these models "
                            + entries.get(leader).words()
                            + " is the highest " + under + ".",
                    new Evidence(STATISTIC, Verdict.MARGIN, "", List.of(), Optional.empty()),
                    notes,
                    Optional.empty());
        }
        SchemesBySeeds figures = new SchemesBySeeds(
                entries.stream().map(Entry::values).toArray(double[][]::new),
                0.5 / results.images(Where.SOURCE, measure));
        double oneSided = figures.manyToOne().oneSided(Estimate.LEVEL);
        Difference[] best = figures.againstBest(oneSided);
        List<Entry> unshown = IntStream.range(0, entries.size())
                .filter(i -> i != leader && best[i].high() <= 0 && best[i].value() < 0)
                .filter(i -> !figures.leads(leader, i, Estimate.LEVEL))
                .mapToObj(entries::get)
                .toList();
        List<Entry> possible = IntStream.range(0, entries.size())
                .filter(i -> i == leader || best[i].high() > 0 || best[i].value() >= 0)
                .mapToObj(entries::get)
                .sorted(Comparator.comparingDouble(entry -> -entry.mean()))
                .toList();
        Optional<Integer> baseline = baseline(entries);
        Optional<Difference[]> toBaseline =
                baseline.map(ce -> figures.against(ce, figures.manyToOne().twoSided(Estimate.LEVEL)));
        String other = baseline.map(ce -> entries.get(ce).scheme().name()).orElse(BEST);
        List<Row> toCe =
                toBaseline.map(differences -> rows(entries, differences, other)).orElse(List.of());
        Stream<Row> toBest = rows(entries, best, BEST).stream()
                .filter(row -> toCe.isEmpty()
                        || possible.stream().anyMatch(one -> one.scheme().equals(row.scheme())));
        Entry first = entries.get(leader);
        String undecided = "";
        if (first.mean() <= Retention.floor(experiment.classes(), results.images(Where.SOURCE, measure))) {
            undecided = "all are at chance level: a smaller epsilon tells more";
        } else if (highestLeft >= first.mean()) {
            undecided = "one that is left out is as robust";
        } else if (possible.size() == 1 && !figures.isBest(leader, oneSided, Estimate.LEVEL)) {
            undecided = "their own seeds do not show its lead over " + names(unshown);
        }
        boolean none = undecided.isEmpty()
                && toBaseline.isPresent()
                && toCe.stream().allMatch(row -> row.figure().high() < Verdict.MARGIN)
                && figures.noneBeats(baseline.orElseThrow(), Verdict.MARGIN, Estimate.LEVEL);
        Verdict verdict =
                none ? Verdict.NO : possible.size() == 1 && undecided.isEmpty() ? Verdict.YES : Verdict.UNDECIDED;
        return new Finding(
                asked,
                verdict,
                none
                        ? noneGains(first, other, entries.size(), under)
                        : undecided.isEmpty()
                                ? leads(possible, unshown, entries.size(), under)
                                : "It is undecided which source scheme is the most robust: of the " + entries.size()
                                        + " compared it is " + first.words() + " (" + under + "), but " + undecided
                                        + ".",
                new Evidence(
                        STATISTIC,
                        Verdict.MARGIN,
                        caption(toBaseline.map(differences -> other), results.images(Where.SOURCE, measure)),
                        Stream.concat(toCe.stream(), toBest).toList(),
                        Optional.empty()),
                notes,
                Optional.empty());
    }

    private static String caption(Optional<String> baseline, int images) {
        return "Simultaneous intervals: 95% for all schemes at once ("
                + baseline.map(ce -> "to " + ce
                                + " by Dunnett 1955; of those that may be the best, to the best of the others by ")
                        .orElse("")
                + "Hsu 1984, constrained to hold 0 or end there). Of " + images + " images.";
    }

    private static Optional<Integer> baseline(List<Entry> entries) {
        return IntStream.range(0, entries.size())
                .filter(i -> entries.get(i).scheme().plain())
                .boxed()
                .findFirst();
    }

    private List<Row> rows(List<Entry> entries, Difference[] differences, String other) {
        return IntStream.range(0, entries.size())
                .filter(i -> differences[i] != null)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -entries.get(i).mean()))
                .map(i -> new Row(
                        entries.get(i).scheme().name() + " − " + other,
                        entries.get(i).scheme(),
                        new Estimate(
                                differences[i].value(), differences[i].low(), differences[i].high(), seeds.size())))
                .toList();
    }

    private String noneGains(Entry leader, String baseline, int all, String under) {
        return "Of the " + all + " source schemes compared none gains " + Text.accuracy(Verdict.MARGIN)
                + " over " + baseline + ": the highest " + under + " is that of " + leader.words() + ", over "
                + seeds.size() + " seeds.";
    }

    private static String names(List<Entry> entries) {
        return entries.stream().map(entry -> entry.scheme().name()).collect(Collectors.joining(", "));
    }

    /** @param unshown those that are not possible by the variance of all schemes alone */
    private String leads(List<Entry> possible, List<Entry> unshown, int all, String under) {
        String over = seeds.size() + " seeds";
        int others = all - possible.size();
        if (possible.size() == 1) {
            return "The most robust of the " + all + " source schemes compared is "
                    + possible.get(0).words() + " (" + under + "), over " + over + ".";
        }
        String names = possible.stream().map(Entry::words).collect(Collectors.joining(", "));
        return "The most robust source scheme is one of " + possible.size() + " that " + over + " do not tell apart: "
                + names + " (" + under + ")"
                + switch (others) {
                    case 0 -> "";
                    case 1 -> "; the other one is less robust";
                    default -> "; the other " + others + " are less robust";
                }
                + (unshown.isEmpty() ? "." : ", though their own seeds do not show it of " + names(unshown) + ".");
    }
}
