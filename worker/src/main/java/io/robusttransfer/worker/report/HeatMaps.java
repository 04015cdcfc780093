package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Experiment.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Source scheme × target scheme as coloured tables: clean accuracy, robust accuracy, certificates, side by side per target. */
final class HeatMaps {
    private final Results results;
    private final Experiment experiment;

    HeatMaps(Results results) {
        this.results = results;
        this.experiment = results.experiment();
    }

    String html(Target target) {
        StringBuilder html = new StringBuilder("<div class=\"maps%s%s\">\n"
                .formatted(Page.density(experiment), target.extractors().size() > 1 ? " both" : ""));
        html.append(map(target, Quantity.clean(), "Clean accuracy", "", 1));
        List<Quantity> robust = experiment.robust();
        for (int i = 0; i < robust.size(); i++) {
            html.append(map(target, robust.get(i), "Robust accuracy", " r r" + i, top(target, robust.get(i))));
        }
        Certificates certificates = experiment.certificates();
        for (Quantity measure : certificates.leading()) {
            String css = certificate(measure);
            html.append(map(target, measure, "Certified accuracy", css, top(target, measure)));
        }
        for (Certificates.Fixed fixed : certificates.fixed()) {
            Quantity measure = Quantity.averageCertifiedRadius(fixed.sigma());
            String css = certificate(measure);
            html.append(map(target, measure, "Average certified radius", css, top(target, measure)));
        }
        return html.append("</div>\n").toString();
    }

    /** What it is shown with. */
    private String certificate(Quantity measure) {
        return " c c" + experiment.certificates().sigmas().indexOf(measure.at().sigma());
    }

    /** @param top what the darkest colour stands for */
    private String map(Target target, Quantity measure, String title, String css, double top) {
        StringBuilder html = new StringBuilder();
        html.append("""
                <div class="map%s"><div class="scroll" tabindex="0" role="region" aria-label="%s, %s">
                <table><caption>%s<small>%s</small></caption>
                <thead><tr><td></td><th scope="colgroup" class="home">%s</th>%s</tr>
                <tr><th scope="col" class="corner">source scheme</th><th scope="col" class="home">own head</th>%s</tr></thead>
                <tbody>
                """.formatted(
                        css,
                        title,
                        Text.escape(target.name()),
                        title,
                        words(target, measure),
                        Text.escape(experiment.source()),
                        groups(target),
                        heads(target)));
        for (Scheme scheme : experiment.schemes()) {
            html.append("<tr><th scope=\"row\">")
                    .append(Text.escape(scheme.name()))
                    .append("</th>");
            html.append(cell(scheme, Where.SOURCE, measure, top, "home"));
            for (Extractor extractor : target.extractors()) {
                Optional<Double> best = best(target, extractor, measure);
                for (Where where : Experiment.places(target, extractor)) {
                    boolean highest = best.isPresent()
                            && best.get()
                                    .equals(results.estimate(scheme, where, measure)
                                            .map(Estimate::mean)
                                            .orElse(Double.NaN));
                    String marks = (highest ? "best " : "") + apart(target, where);
                    html.append(cell(scheme, where, measure, top, marks.strip()));
                }
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>")
                .append(ramp(top))
                .append("</div>\n")
                .toString();
    }

    private String words(Target target, Quantity measure) {
        boolean fewer = Stream.concat(Stream.of(Where.SOURCE), Experiment.places(target).stream())
                .anyMatch(where -> results.fewerAttacked(where, measure));
        return measure.words().isEmpty()
                ? "no attack"
                : Text.escape(measure.words()) + (fewer ? "; in brackets: clean, of these images" : "");
    }

    /** The first column where f moved stands off from those before it. */
    private static String apart(Target target, Where where) {
        return target.extractors().size() > 1
                        && where.equals(
                                Experiment.places(target, Extractor.MOVED).get(0))
                ? "apart"
                : "";
    }

    /** Titles of the columns: one for each that becomes of f, where the study moves it. */
    private String groups(Target target) {
        StringBuilder html = new StringBuilder();
        for (Extractor extractor : target.extractors()) {
            String said = experiment.movesExtractor() ? ", " + extractor.words() : "";
            html.append("<th scope=\"colgroup\" colspan=\"%d\">%s%s, %s</th>"
                    .formatted(
                            target.heads(extractor).size(),
                            Text.escape(target.name()),
                            said,
                            extractor == Extractor.MOVED ? "trained by" : "head trained by"));
        }
        return html.toString();
    }

    private static String heads(Target target) {
        StringBuilder html = new StringBuilder();
        target.heads().forEach(h -> html.append("<th scope=\"col\">")
                .append(Text.escape(h.name()))
                .append("</th>"));
        return html.toString();
    }

    private Optional<Double> best(Target target, Extractor extractor, Quantity measure) {
        return experiment.schemes().stream()
                .flatMap(s -> Experiment.places(target, extractor).stream().map(w -> results.estimate(s, w, measure)))
                .flatMap(Optional::stream)
                .map(Estimate::mean)
                .reduce((one, other) -> measure.better().than(other, one) ? other : one);
    }

    /** The highest value here, source included, rounded up; clean accuracy is coloured on [0,1] instead. */
    private double top(Target target, Quantity measure) {
        List<Where> places = new ArrayList<>(List.of(Where.SOURCE));
        places.addAll(Experiment.places(target));
        double highest = experiment.schemes().stream()
                .flatMap(s -> places.stream().map(w -> results.estimate(s, w, measure)))
                .flatMap(Optional::stream)
                .mapToDouble(Estimate::mean)
                .max()
                .orElse(1);
        return Math.max(0.1, Math.ceil(highest * 10 - 1e-9) / 10);
    }

    private String cell(Scheme scheme, Where where, Quantity measure, double top, String css) {
        Optional<Estimate> estimate = results.estimate(scheme, where, measure);
        if (estimate.isEmpty()) {
            boolean diverged = experiment.seeds().stream()
                    .anyMatch(s -> results.outcome(scheme, where, s) instanceof Outcome.Diverged);
            boolean completed = experiment.seeds().stream()
                    .anyMatch(s -> results.outcome(scheme, where, s) instanceof Outcome.Completed);
            String word = diverged ? "diverged" : completed ? "not measured" : "missing";
            return "<td class=\"%s %s\">%s</td>".formatted(diverged ? "diverged" : "missing", css, word);
        }
        Estimate e = estimate.get();
        int planned = experiment.seeds().size();
        return "<td class=\"%s\">%s%s%s%s%s</td>"
                .formatted(
                        (Scale.step(e.mean(), top) + " " + css).strip(),
                        Text.accuracy(e.mean()),
                        e.hasInterval()
                                ? "<small>±" + Text.accuracy(e.half())
                                        + (scheme.headsVary(experiment.extractor(where)) ? " over heads" : "")
                                        + "</small>"
                                : "",
                        results.cleanBeside(scheme, where, measure)
                                .map(clean -> "<small class=\"nowrap\">(" + Text.accuracy(clean.mean()) + ")</small>")
                                .orElse(""),
                        scheme.oneModel(where) ? "<small>one model</small>" : "",
                        results.isPartial(scheme, where, e)
                                ? "<small class=\"few\">" + e.n() + "/" + planned + " seeds</small>"
                                : "");
    }

    private static String ramp(double top) {
        StringBuilder html = new StringBuilder("<p class=\"ramp\" aria-hidden=\"true\">0 <span>");
        for (int i = 0; i < Scale.STEPS; i++) {
            html.append("<i class=\"q").append(i).append("\"></i>");
        }
        return html.append("</span> ").append(Track.number(top)).append("</p>").toString();
    }
}
