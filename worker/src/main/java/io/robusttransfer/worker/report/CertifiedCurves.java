package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Outcome.Completed;
import java.util.List;
import java.util.Objects;

/** Certified accuracy against radius, the mean over the seeds that completed, one panel per place and sigma. */
final class CertifiedCurves {
    private static final int WIDTH = 400;
    private static final int HEIGHT = 160;
    private static final int POINTS = 100;

    private final Results results;
    private final Palette palette;

    CertifiedCurves(Results results, Palette palette) {
        this.results = results;
        this.palette = palette;
    }

    String html() {
        Experiment experiment = results.experiment();
        StringBuilder html = new StringBuilder("<div class=\"panels curves\">\n");
        for (Certificates.Fixed fixed : experiment.certificates().fixed()) {
            double end = end(fixed.sigma());
            for (Where where : experiment.places()) {
                html.append(panel(where, fixed, end));
            }
        }
        return html.append("</div>\n").append(legend()).toString();
    }

    private String panel(Where where, Certificates.Fixed fixed, double end) {
        String title = results.experiment().title(where);
        String sigma = fixed.sigma();
        StringBuilder lines = new StringBuilder();
        // grey ones first, so that they lie under the coloured ones, and ce on top of all
        for (boolean grey : new boolean[] {true, false}) {
            List<Scheme> schemes = results.experiment().schemes();
            for (int i = schemes.size() - 1; i >= 0; i--) {
                if (palette.grey(schemes.get(i)) == grey) {
                    lines.append(line(schemes.get(i), where, sigma, end));
                }
            }
        }
        StringBuilder grid = new StringBuilder();
        for (int i = 0; i <= 4; i++) {
            int y = 8 + HEIGHT - HEIGHT * i / 4;
            grid.append("<line class=\"grid\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>".formatted(y, y));
            if (i % 2 == 0) {
                grid.append("<text x=\"100%%\" y=\"%d\" text-anchor=\"end\">%s</text>"
                        .formatted(y - 3, i == 0 ? "" : Track.number(i / 4.0)));
            }
        }
        Track axis = new Track(0, end, 18);
        for (int i = 0; i <= 4; i++) {
            axis.label(end * i / 4, Text.radius(end * i / 4));
        }
        return """
                <figure class="panel curve c c%d"><figcaption>%s<small>σ = %s, n = %,d: none beyond %s</small></figcaption>
                <svg width="100%%" height="%d" role="img" aria-label="Certified accuracy against radius: %s. The figures are in results.csv.">%s
                <svg x="0" y="8" width="100%%" height="%d" viewBox="0 0 %d %d" preserveAspectRatio="none">
                %s</svg></svg>
                %s</figure>
                """.formatted(
                        results.experiment().certificates().sigmas().indexOf(sigma),
                        Text.escape(title),
                        Text.escape(sigma),
                        fixed.samples(),
                        Text.radius(fixed.farthest()),
                        HEIGHT + 10,
                        Text.escape(title),
                        grid,
                        HEIGHT,
                        WIDTH,
                        HEIGHT,
                        lines,
                        axis.svg());
    }

    private String line(Scheme scheme, Where where, String sigma, double end) {
        List<PerImage> cells = certified(scheme, where, sigma);
        if (cells.isEmpty()) {
            return "";
        }
        StringBuilder path = new StringBuilder();
        double last = Double.NaN;
        for (int i = 0; i <= POINTS; i++) {
            double radius = end * i / POINTS;
            double accuracy = cells.stream()
                            .mapToDouble(c -> new Average.ShareRightFrom(radius).of(c))
                            .sum()
                    / cells.size();
            if (accuracy != last || i == POINTS) {
                String x = Track.number((double) WIDTH * i / POINTS);
                if (i == 0) {
                    path.append("M0 ").append(y(accuracy));
                } else {
                    path.append('H').append(x);
                    if (accuracy != last) {
                        path.append('V').append(y(accuracy));
                    }
                }
            }
            last = accuracy;
            if (accuracy == 0) {
                break;
            }
        }
        return "<path class=\"%s\" d=\"%s\"><title>%s</title></path>\n"
                .formatted(palette.of(scheme), path, Text.escape(scheme.name()));
    }

    private static String y(double accuracy) {
        return Track.number(HEIGHT * (1 - accuracy));
    }

    private List<PerImage> certified(Scheme scheme, Where where, String sigma) {
        return results.experiment().seeds().stream()
                .map(s -> results.outcome(scheme, where, s) instanceof Completed c
                        ? c.of(Series.smoothing(sigma)).orElse(null)
                        : null)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The greatest radius that anything has at this sigma, so that all panels share one axis. */
    private double end(String sigma) {
        double end = 0;
        for (Scheme scheme : results.experiment().schemes()) {
            for (Where where : results.experiment().places()) {
                for (PerImage cell : certified(scheme, where, sigma)) {
                    for (int i = 0; i < cell.count(); i++) {
                        end = Math.max(end, cell.right()[i] ? cell.value()[i] : 0);
                    }
                }
            }
        }
        double step = Experiment.exact(sigma).doubleValue();
        return Math.max(step, Math.ceil(end / step * 2 + 0.01) * step / 2);
    }

    private String legend() {
        StringBuilder html = new StringBuilder("<ul class=\"legend\">");
        boolean grey = false;
        for (Scheme scheme : results.experiment().schemes()) {
            if (palette.grey(scheme)) {
                grey = true;
            } else {
                html.append(
                        "<li class=\"%s\"><svg width=\"28\" height=\"10\" aria-hidden=\"true\"><path class=\"%s\" d=\"M0 5H28\"/></svg>%s</li>"
                                .formatted(palette.of(scheme), palette.of(scheme), Text.escape(scheme.name())));
            }
        }
        if (grey) {
            html.append(
                    "<li class=\"sx\"><svg width=\"28\" height=\"10\" aria-hidden=\"true\"><path class=\"sx\" d=\"M0 5H28\"/></svg>the others</li>");
        }
        return html.append("</ul>\n").toString();
    }
}
