package io.robusttransfer.worker.report;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** A finding as the page shows it: question, verdict, sentence, and a line for each difference with its interval. */
final class FindingCard {
    private static final int HEIGHT = 26;

    private final Finding finding;
    private final Palette palette;

    FindingCard(Finding finding, Palette palette) {
        this.finding = finding;
        this.palette = palette;
    }

    String html() {
        return """
                <article class="answer finding %s%s">
                <p class="asked">%s</p>
                <h2><span class="verdict"><span class="glyph" aria-hidden="true">%s</span>%s</span></h2>
                <p class="sentence">%s</p>
                %s%s%s%s</article>
                """.formatted(
                finding.verdict().name().toLowerCase(Locale.ROOT),
                finding.evidence().plot().isPresent() ? " wide" : "",
                Text.escape(finding.asked().question()),
                finding.verdict().glyph(),
                Text.escape(finding.verdict().words()),
                Text.escape(finding.sentence()),
                finding.rows().isEmpty() ? "" : figure(),
                finding.evidence().plot().map(this::plot).orElse(""),
                finding.notes().isEmpty()
                        ? ""
                        : finding.notes().stream()
                                .map(note -> "<li>" + Text.escape(note) + "</li>")
                                .collect(Collectors.joining("", "<ul class=\"notes\">", "</ul>\n")),
                finding.evidence().statistic().isEmpty()
                        ? ""
                        : "<p class=\"note\">" + Text.escape(finding.evidence().statistic()) + "</p>\n");
    }

    private String figure() {
        DifferenceAxis axis = DifferenceAxis.around(
                finding.evidence().margin(),
                finding.rows().stream()
                        .map(Finding.Row::figure)
                        .flatMapToDouble(each -> each.hasInterval()
                                ? DoubleStream.of(each.low(), each.high(), each.mean())
                                : DoubleStream.of(each.mean())));
        String rows = finding.rows().stream().map(row -> row(axis, row)).collect(Collectors.joining());
        return """
                <figure class="difference"><figcaption>%s</figcaption>
                <div class="rows">
                %s<div class="row axis"><span></span>%s<span></span></div>
                </div>
                </figure>
                """.formatted(Text.escape(finding.evidence().caption()), rows, axis.axis());
    }

    private String plot(Plot plot) {
        return plot instanceof Plot.Scatter scatter
                ? new ScatterPanels(scatter, palette).html()
                : new GridTable((Plot.Grid) plot).html();
    }

    private String row(DifferenceAxis axis, Finding.Row row) {
        String colour = row.scheme() == null ? "sx" : palette.of(row.scheme());
        Estimate difference = row.figure();
        Track track = axis.track(HEIGHT);
        if (difference.hasInterval()) {
            track.line(difference.low(), difference.high(), "bar " + colour);
        }
        track.dot(difference.mean(), 5.5, "mean " + colour, row.words() + ": " + Text.signed(difference.mean()));
        return AnswerCard.row(
                Text.escape(row.words()),
                track,
                "<b>" + Text.signed(difference.mean()) + "</b>"
                        + (difference.hasInterval() ? " " + AnswerCard.range(difference) : ""));
    }
}
