package io.robusttransfer.worker.report;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Everything that is said of an experiment: figures in, files' content and lines for a terminal out. */
public final class Report {
    private final Results results;
    private final Question question;
    private final List<Answer> answers;
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
        this.signs = new Signs(results).all();
    }

    /** One per target, in the manifest's order. */
    public List<Answer> answers() {
        return answers;
    }

    /** The best cell of the first target that has one, in words for a column: {@code ceA/ce 0.452}. */
    public Optional<String> best() {
        return results.experiment().targets().stream()
                .map(target -> Best.of(results, target))
                .flatMap(Optional::stream)
                .findFirst()
                .map(Best::words);
    }

    /** At most 100 columns of ASCII, but for the experiment's own names. */
    public List<String> terminalTable() {
        return new TerminalTable(results, signs).lines();
    }

    public byte[] resultsCsv() {
        return utf8(ResultsCsv.write(results));
    }

    public byte[] summaryJson() {
        return utf8(new SummaryJson(results).write(answers, signs));
    }

    public byte[] reportHtml() {
        return utf8(new Page(results, question, answers, signs, work, pictures).html());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
