package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the page says in plain tables. */
final class Tables {
    private final Results results;
    private final Experiment experiment;

    Tables(Results results) {
        this.results = results;
        this.experiment = results.experiment();
    }

    /** The question again under every attack, for every target that has an answer; frozen and moved f one below the other. */
    String everyAttack(Question question) {
        StringBuilder rows = new StringBuilder();
        for (Experiment.Target target : experiment.targets()) {
            Map<Answer.Subject, StringBuilder> lines = new LinkedHashMap<>();
            for (Quantity measure : experiment.robust()) {
                question.answers(target, measure)
                        .forEach(answer -> lines.computeIfAbsent(answer.subject(), subject -> new StringBuilder())
                                .append(line(answer, measure)));
            }
            lines.values().forEach(rows::append);
        }
        return table(
                "The same question under every attack",
                List.of("target", "attack", "most robust", "ce", "difference over seeds", "on these models", "verdict"),
                rows.toString());
    }

    private static String line(Answer answer, Quantity measure) {
        StringBuilder row = new StringBuilder("<tr><th scope=\"row\">%s</th><td>%s</td>"
                .formatted(Text.escape(answer.subject().words()), Text.escape(measure.words())));
        Optional<Answer.Comparison> c = answer.comparison();
        if (c.isEmpty()) {
            row.append("<td colspan=\"5\">%s</td>".formatted(Text.escape(String.join("; ", answer.notes()))));
        } else {
            Answer.Comparison x = c.get();
            row.append("<td>%s %s</td><td>%s %s</td><td><b>%s</b>%s</td><td>%s</td>"
                    .formatted(
                            Text.escape(x.robust().name()),
                            Text.accuracy(x.robustMean()),
                            Text.escape(x.baseline().name()),
                            Text.accuracy(x.baselineMean()),
                            Text.signed(x.overSeeds().mean()),
                            x.overSeeds().hasInterval() ? " " + Text.range(x.overSeeds()) : "",
                            Text.range(x.overImages())));
            row.append("<td><b class=\"v %s\">%s</b>%s</td>"
                    .formatted(
                            answer.verdict().name().toLowerCase(java.util.Locale.ROOT),
                            Text.escape(answer.verdict().words()),
                            answer.notes().stream()
                                    .map(note -> "<br><small>" + Text.escape(note) + "</small>")
                                    .collect(Collectors.joining())));
        }
        return row.append("</tr>\n").toString();
    }

    /** Diverged and missing cells; those alike are one line. */
    String incomplete() {
        record Line(String scheme, String place, Map.Entry<String, String> what) {}
        Map<Line, List<Long>> lines = new LinkedHashMap<>();
        for (Cell cell : results.cells()) {
            if (!(cell.outcome() instanceof Outcome.Completed)) {
                lines.computeIfAbsent(
                                new Line(
                                        cell.scheme(),
                                        experiment.title(cell.where()),
                                        Coordinates.words(cell.outcome())),
                                l -> new ArrayList<>())
                        .add(cell.seed());
            }
        }
        StringBuilder rows = new StringBuilder();
        lines.forEach((line, seeds) ->
                rows.append("<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td><b>%s</b></td><td>%s</td></tr>\n"
                        .formatted(
                                Text.escape(line.scheme()),
                                Text.escape(line.place()),
                                seeds.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                                line.what().getKey(),
                                Text.escape(line.what().getValue()))));
        return table(
                "Cells without figures",
                List.of("source scheme", "where", "seeds", "outcome", "detail"),
                rows.toString());
    }

    /** Mean, interval and n of every cell. */
    String everyFigure() {
        List<Quantity> measures = experiment.figures();
        List<String> heads = new ArrayList<>(List.of("source scheme", "where", "seeds"));
        measures.forEach(m -> heads.add(m.heading()));
        StringBuilder rows = new StringBuilder();
        for (Scheme scheme : experiment.schemes()) {
            for (Where where : experiment.places()) {
                rows.append("<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td>"
                        .formatted(
                                Text.escape(scheme.name()),
                                Text.escape(experiment.title(where)),
                                seeds(scheme, where)));
                for (Quantity measure : measures) {
                    rows.append("<td>%s</td>"
                            .formatted(results.estimate(scheme, where, measure)
                                    .map(e -> measure.shown(e.mean())
                                            + (e.hasInterval()
                                                    ? "<small> ±" + measure.shown(e.half())
                                                            + (scheme.headsVary(experiment.extractor(where))
                                                                    ? " over heads"
                                                                    : "")
                                                            + "</small>"
                                                    : "")
                                            + cleanBeside(scheme, where, measure))
                                    .orElse("–")));
                }
                rows.append("</tr>\n");
            }
        }
        return table("Every cell: mean over seeds ± half of the 95 % interval", heads, rows.toString());
    }

    private String cleanBeside(Scheme scheme, Where where, Quantity measure) {
        return results.cleanBeside(scheme, where, measure)
                .map(clean -> "<br><small>clean of these images " + Text.accuracy(clean.mean()) + "</small>")
                .orElse("");
    }

    String columns() {
        StringBuilder rows = new StringBuilder();
        ResultsCsv.COLUMNS.forEach((name, meaning) -> rows.append(
                "<tr><th scope=\"row\"><code>%s</code></th><td>%s</td></tr>\n".formatted(name, Text.escape(meaning))));
        return table("Columns of results.csv", List.of("column", "meaning"), rows.toString());
    }

    private String seeds(Scheme scheme, Where where) {
        if (scheme.oneModel(where)) {
            return "one model";
        }
        int completed = 0;
        int diverged = 0;
        for (Long seed : experiment.seeds()) {
            Outcome outcome = results.outcome(scheme, where, seed);
            completed += outcome instanceof Outcome.Completed ? 1 : 0;
            diverged += outcome instanceof Outcome.Diverged ? 1 : 0;
        }
        int missing = experiment.seeds().size() - completed - diverged;
        return completed
                + (diverged > 0 ? ", " + diverged + " diverged" : "")
                + (missing > 0 ? ", " + missing + " missing" : "");
    }

    private static String table(String caption, List<String> heads, String rows) {
        return """
                <div class="scroll" tabindex="0" role="region" aria-label="%s"><table class="plain"><caption>%s</caption>
                <thead><tr>%s</tr></thead><tbody>
                %s</tbody></table></div>
                """.formatted(
                        Text.escape(caption),
                        Text.escape(caption),
                        heads.stream()
                                .map(h -> "<th scope=\"col\">" + Text.escape(h) + "</th>")
                                .collect(Collectors.joining()),
                        rows);
    }
}
