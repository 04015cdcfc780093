package io.robusttransfer.worker.report;

import java.util.Optional;
import java.util.stream.Collectors;

/** A grid of accuracies as a coloured table: the darker, the higher, on the scale of [0,1]. */
record GridTable(Plot.Grid grid) {

    String html() {
        String title = Text.escape(grid.title());
        return """
                <div class="map grid-map"><div class="scroll" tabindex="0" role="region" aria-label="%s">
                <table><caption>%s</caption>
                <thead><tr><td></td>%s</tr></thead>
                <tbody>
                %s</tbody></table></div></div>
                """.formatted(
                        title,
                        title,
                        grid.columns().stream()
                                .map(scheme -> "<th scope=\"col\">" + Text.escape(scheme.name()) + "</th>")
                                .collect(Collectors.joining()),
                        grid.lines().stream().map(GridTable::line).collect(Collectors.joining()));
    }

    private static String line(Plot.Grid.Line line) {
        return "<tr><th scope=\"row\">%s</th>%s</tr>\n"
                .formatted(
                        Text.escape(line.words()),
                        line.values().stream().map(GridTable::cell).collect(Collectors.joining()));
    }

    private static String cell(Optional<Estimate> value) {
        return value.map(estimate -> "<td class=\"%s\">%s%s</td>"
                        .formatted(
                                Scale.step(estimate.mean(), 1),
                                Text.accuracy(estimate.mean()),
                                estimate.hasInterval() ? "<small>±" + Text.accuracy(estimate.half()) + "</small>" : ""))
                .orElse("<td class=\"missing\">–</td>");
    }
}
