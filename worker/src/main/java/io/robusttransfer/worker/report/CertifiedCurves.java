package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Outcome.Completed;
import java.util.List;
import java.util.Objects;

/** Certified accuracy against radius, the mean over the seeds that completed, one panel per place and sigma. */
final class CertifiedCurves {
    private static final int POINTS = 100;

    private final Results results;
    private final AccuracyCurves curves;

    CertifiedCurves(Results results, Palette palette) {
        this.results = results;
        this.curves = new AccuracyCurves(results.experiment(), palette);
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
        return html.append("</div>\n").append(curves.legend()).toString();
    }

    private String panel(Where where, Certificates.Fixed fixed, double end) {
        String title = results.experiment().title(where);
        String sigma = fixed.sigma();
        Track axis = new Track(0, end, 18);
        for (int i = 0; i <= 4; i++) {
            axis.label(end * i / 4, Text.radius(end * i / 4));
        }
        return curves.panel(
                "c c" + results.experiment().certificates().sigmas().indexOf(sigma),
                title,
                "σ = %s, n = %s: none beyond %s"
                        .formatted(sigma, Text.whole(fixed.samples()), Text.radius(fixed.farthest())),
                "Certified accuracy against radius",
                scheme -> line(scheme, where, sigma, end),
                axis);
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
                String x = Track.number((double) AccuracyCurves.WIDTH * i / POINTS);
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
        return path.toString();
    }

    private static String y(double accuracy) {
        return Track.number(AccuracyCurves.y(accuracy));
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
}
