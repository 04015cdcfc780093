package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Experiment.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Scores of source models for each target, one of a model whatever head is fitted there; beside them what became of it, clean accuracy
 * with each head over the frozen f, and clean and robust accuracy on the source.
 */
final class Transferability {
    private static final int WIDTH = 100;
    private static final int COLUMN = 8;

    private final Results results;
    private final Experiment experiment;

    private record Column(String title, Quantity measure, Function<Scheme, Optional<Estimate>> value) {}

    Transferability(Results results) {
        this.results = results;
        this.experiment = results.experiment();
    }

    /** Empty where none was asked for. */
    List<Quantity> scores() {
        return experiment.further().stream().filter(Quantity::isScore).toList();
    }

    /** Mean over seeds. */
    Optional<Estimate> score(Scheme scheme, Target target, Quantity score) {
        double[] values = experiment.seeds().stream()
                .map(seed -> score(scheme, target, score, seed))
                .flatMapToDouble(OptionalDouble::stream)
                .toArray();
        return values.length == 0 ? Optional.empty() : Optional.of(Estimate.overSeeds(values));
    }

    /** Heads of one model have the same score, so that the first one which has it says it. */
    OptionalDouble score(Scheme scheme, Target target, Quantity score, long seed) {
        return Experiment.places(target, Extractor.FROZEN).stream()
                .map(where -> results.value(scheme, where, seed, score))
                .flatMapToDouble(OptionalDouble::stream)
                .findFirst();
    }

    String html() {
        StringBuilder html = new StringBuilder();
        for (Target target : scored()) {
            List<Column> columns = new ArrayList<>(scores(target));
            target.heads(Extractor.FROZEN)
                    .forEach(head ->
                            columns.add(realised("clean on the target, " + head.name() + " head", target, head)));
            columns.addAll(ofSource("clean on the source", "robust on the source: "));
            html.append(
                    "<div class=\"scroll\"><table class=\"plain\"><caption>%s</caption><thead><tr><th scope=\"col\">source scheme</th>"
                            .formatted(Text.escape("To " + target.name())));
            columns.forEach(column -> html.append("<th scope=\"col\">%s</th>".formatted(Text.escape(column.title()))));
            html.append("</tr></thead><tbody>\n");
            for (Scheme scheme : experiment.schemes()) {
                html.append("<tr><th scope=\"row\">%s</th>".formatted(Text.escape(scheme.name())));
                columns.forEach(column -> html.append("<td>%s</td>".formatted(cell(column, scheme))));
                html.append("</tr>\n");
            }
            html.append("</tbody></table></div>\n");
        }
        return html.toString();
    }

    private static String cell(Column column, Scheme scheme) {
        return column.value()
                .apply(scheme)
                .map(estimate -> column.measure().shown(estimate.mean())
                        + (estimate.hasInterval()
                                ? "<small> ±" + column.measure().shown(estimate.half()) + "</small>"
                                : ""))
                .orElse("–");
    }

    /** In at most 100 columns of ASCII, but for the experiment's own names; a few scores at a time where names are long. */
    List<String> lines() {
        int name = Stream.concat(
                                Stream.of("source scheme"),
                                experiment.schemes().stream().map(Scheme::name))
                        .mapToInt(String::length)
                        .map(length -> Math.min(36, length))
                        .max()
                        .orElseThrow()
                + 1;
        List<String> lines = new ArrayList<>();
        for (Target target : scored()) {
            Scheme head = target.heads(Extractor.FROZEN).get(0);
            List<Column> columns = new ArrayList<>(scores(target));
            columns.add(realised("clean", target, head));
            columns.addAll(ofSource("source", ""));
            lines.add(cut("transferability to " + target.name() + "; clean: there, with the " + head.name()
                    + " head; source, robust: on the source"));
            while (!columns.isEmpty()) {
                int fitting = fitting(columns, WIDTH - name);
                block(columns.subList(0, fitting), name).forEach(lines::add);
                columns.subList(0, fitting).clear();
            }
        }
        return lines;
    }

    private static int fitting(List<Column> columns, int width) {
        int fitting = 0;
        int left = width;
        while (fitting < columns.size() && width(columns.get(fitting)) <= left) {
            left -= width(columns.get(fitting++));
        }
        return fitting;
    }

    private static int width(Column column) {
        return Math.max(COLUMN, column.title().length() + 1);
    }

    private List<String> block(List<Column> columns, int name) {
        List<String> lines = new ArrayList<>();
        StringBuilder heads = new StringBuilder(pad("source scheme", name));
        columns.forEach(column -> heads.append(pad(column.title(), width(column))));
        lines.add(heads.toString().stripTrailing());
        for (Scheme scheme : experiment.schemes()) {
            String shown = scheme.name();
            StringBuilder line =
                    new StringBuilder(pad(shown.length() < name ? shown : shown.substring(0, name - 1), name));
            columns.forEach(column -> line.append(
                    pad(column.value().apply(scheme).map(e -> number(e.mean())).orElse("-"), width(column))));
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** Those with a head over a frozen f, which alone have scores. */
    private List<Target> scored() {
        return scores().isEmpty()
                ? List.of()
                : experiment.targets().stream()
                        .filter(target -> target.extractors().contains(Extractor.FROZEN))
                        .toList();
    }

    private List<Column> scores(Target target) {
        return scores().stream()
                .map(score -> new Column(score.title(), score, scheme -> score(scheme, target, score)))
                .toList();
    }

    private Column realised(String title, Target target, Scheme head) {
        Where where = new Where.OnTarget(target.name(), head.name());
        return new Column(title, Quantity.clean(), scheme -> results.estimate(scheme, where, Quantity.clean()));
    }

    /** @param robust before the words for the attack; "" for no such words */
    private List<Column> ofSource(String clean, String robust) {
        return Stream.concat(Stream.of(Quantity.clean()), experiment.headline().stream())
                .map(measure -> new Column(
                        measure.equals(Quantity.clean())
                                ? clean
                                : robust.isEmpty() ? "robust" : robust + measure.words(),
                        measure,
                        scheme -> results.estimate(scheme, Where.SOURCE, measure)))
                .toList();
    }

    /** In at most seven characters. */
    private static String number(double value) {
        double size = Math.abs(value);
        boolean plain = value == 0 || size >= 1e-3 && size < 1000;
        return String.format(Locale.ROOT, plain ? (size < 100 ? "%.3f" : "%.1f") : "%.0e", value);
    }

    private static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    private static String cut(String text) {
        return text.length() <= WIDTH ? text : text.substring(0, WIDTH - 2) + "..";
    }
}
