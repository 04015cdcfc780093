package io.robusttransfer.worker.report;

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
        Finding.Evidence evidence = finding.evidence();
        return new Card(
                        finding.verdict(),
                        evidence.plot().isPresent() ? " finding wide" : " finding",
                        finding.asked().question(),
                        "",
                        finding.sentence(),
                        (finding.rows().isEmpty() ? "" : figure())
                                + evidence.plot().map(this::plot).orElse(""),
                        finding.notes(),
                        evidence.statistic())
                .html();
    }

    private String figure() {
        DifferenceAxis axis = DifferenceAxis.around(
                finding.evidence().margin(),
                finding.rows().stream()
                        .map(Finding.Row::figure)
                        .flatMapToDouble(each -> each.hasInterval()
                                ? DoubleStream.of(each.low(), each.high(), each.mean())
                                : DoubleStream.of(each.mean())));
        return axis.figure(
                Text.escape(finding.evidence().caption()),
                finding.rows().stream().map(row -> row(axis, row)).collect(Collectors.joining()));
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
        return DifferenceAxis.row(
                Text.escape(row.words()),
                track,
                "<b>" + Text.signed(difference.mean()) + "</b>"
                        + (difference.hasInterval() ? " " + Text.range(difference) : ""));
    }
}
