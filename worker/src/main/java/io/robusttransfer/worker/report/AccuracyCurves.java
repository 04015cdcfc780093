package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import java.util.List;
import java.util.function.Function;

/** Panels of accuracies from 0 to 1 against something, a line for each source scheme, and what the colours mean. */
final class AccuracyCurves {
    /** Of the plane that lines are drawn in. */
    static final int WIDTH = 400;

    private static final int HEIGHT = 160;
    private static final int QUARTERS = 4;

    private final List<Scheme> schemes;
    private final Palette palette;

    AccuracyCurves(Experiment experiment, Palette palette) {
        this.schemes = experiment.schemes();
        this.palette = palette;
    }

    /** Where an accuracy is, from above. */
    static double y(double accuracy) {
        return HEIGHT * (1 - accuracy);
    }

    /**
     * One panel.
     *
     * @param css what it is shown with
     * @param path of a scheme's line, as SVG writes it; empty for none
     */
    String panel(String css, String title, String subtitle, String label, Function<Scheme, String> path, Track axis) {
        return """
                <figure class="panel curve %s"><figcaption>%s<small>%s</small></figcaption>
                <svg width="100%%" height="%d" role="img" aria-label="%s: %s. The figures are in results.csv.">%s
                <svg x="0" y="8" width="100%%" height="%d" viewBox="0 0 %d %d" preserveAspectRatio="none">
                %s</svg></svg>
                %s</figure>
                """.formatted(
                        css,
                        Text.escape(title),
                        Text.escape(subtitle),
                        HEIGHT + 10,
                        Text.escape(label),
                        Text.escape(title),
                        grid(),
                        HEIGHT,
                        WIDTH,
                        HEIGHT,
                        lines(path),
                        axis.svg());
    }

    private String lines(Function<Scheme, String> path) {
        StringBuilder lines = new StringBuilder();
        // grey ones first, so that they lie under the coloured ones, and ce on top of all
        for (boolean grey : new boolean[] {true, false}) {
            for (int i = schemes.size() - 1; i >= 0; i--) {
                Scheme scheme = schemes.get(i);
                String line = palette.grey(scheme) == grey ? path.apply(scheme) : "";
                if (!line.isEmpty()) {
                    lines.append("<path class=\"%s\" d=\"%s\"><title>%s</title></path>\n"
                            .formatted(palette.of(scheme), line, Text.escape(scheme.name())));
                }
            }
        }
        return lines.toString();
    }

    private static String grid() {
        StringBuilder grid = new StringBuilder();
        for (int i = 0; i <= QUARTERS; i++) {
            int y = 8 + HEIGHT - HEIGHT * i / QUARTERS;
            grid.append("<line class=\"grid\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>".formatted(y, y));
            if (i % 2 == 0) {
                grid.append("<text x=\"100%%\" y=\"%d\" text-anchor=\"end\">%s</text>"
                        .formatted(y - 3, i == 0 ? "" : Track.number((double) i / QUARTERS)));
            }
        }
        return grid.toString();
    }

    String legend() {
        StringBuilder html = new StringBuilder("<ul class=\"legend\">");
        boolean grey = false;
        for (Scheme scheme : schemes) {
            if (palette.grey(scheme)) {
                grey = true;
            } else {
                html.append(entry(palette.of(scheme), Text.escape(scheme.name())));
            }
        }
        return html.append(grey ? entry("sx", "the others") : "")
                .append("</ul>\n")
                .toString();
    }

    private static String entry(String css, String words) {
        return "<li class=\"%s\"><svg width=\"28\" height=\"10\" aria-hidden=\"true\"><path class=\"%s\" d=\"M0 5H28\"/></svg>%s</li>"
                .formatted(css, css, words);
    }
}
