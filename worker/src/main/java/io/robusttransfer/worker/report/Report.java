package io.robusttransfer.worker.report;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that is said of an experiment: figures in, files' content and lines for a terminal out. */
public final class Report {
    private final Results results;
    private final Question question;
    private final List<Answer> answers;
    private final List<Finding> findings;
    private final List<Signs.Sign> signs;
    private final Work work;
    private final List<Pictures> pictures;

    public Report(Experiment experiment, Collection<Cell> cells) {
        this(experiment, cells, Work.UNKNOWN, List.of());
    }

    public Report(Experiment experiment, Collection<Cell> cells, Work work, List<Pictures> pictures) {
        this.work = work;
        this.pictures = List.copyOf(pictures);
        this.results = new Results(experiment, cells);
        this.question = new Question(results);
        this.answers = question.answers();
        this.findings = Stream.of(
                        List.of(new Ranking(results).finding()),
                        new Retraining(results).findings(),
                        new DistributionShift(results).findings(),
                        new Foretelling(results).findings())
                .flatMap(List::stream)
                .toList();
        this.signs = new Signs(results).all();
    }

    /** One per target but for controls, in the manifest's order: over the frozen f, or of its first head where every head moves f. */
    public List<Answer> answers() {
        Set<String> seen = new HashSet<>();
        return answers.stream().filter(answer -> seen.add(answer.target())).toList();
    }

    /** For each target the one over the frozen f, then one for each head that moves f. */
    public List<Answer> allAnswers() {
        return answers;
    }

    /** The answers to the other questions, in the order of the page. */
    public List<Finding> findings() {
        return findings;
    }

    /** How many of all cards have which verdict, in words for a column: {@code yes 3, undecided 2}. */
    public String verdicts() {
        Map<Verdict, Long> counts = Stream.concat(
                        answers.stream().map(Answer::verdict), findings.stream().map(Finding::verdict))
                .collect(
                        Collectors.groupingBy(each -> each, () -> new EnumMap<>(Verdict.class), Collectors.counting()));
        return counts.entrySet().stream()
                .map(each -> each.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }

    /**
     * The best cell of the first target that has one, in words for a column: {@code ceA/ce 0.452}. The best one where f moved
     * follows it.
     */
    public Optional<String> best() {
        return results.experiment().domains().stream()
                .map(target -> target.extractors().stream()
                        .flatMap(extractor -> Best.of(results, target, extractor).stream())
                        .map(Best::words)
                        .collect(Collectors.joining(", ")))
                .filter(words -> !words.isEmpty())
                .findFirst();
    }

    /** At most 100 columns of ASCII, but for the experiment's own names. */
    public List<String> terminalTable() {
        List<String> scores = new Transferability(results).lines();
        return Stream.of(
                        new TerminalTable(results, signs).lines(),
                        scores.isEmpty() ? List.<String>of() : List.of(""),
                        scores)
                .flatMap(List::stream)
                .toList();
    }

    public byte[] resultsCsv() {
        return utf8(ResultsCsv.write(results));
    }

    public byte[] summaryJson() {
        return utf8(new SummaryJson(results).write(answers(), answers, findings, signs));
    }

    public byte[] reportHtml() {
        return utf8(new Page(results, question, answers, findings, signs, work, pictures).html());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
