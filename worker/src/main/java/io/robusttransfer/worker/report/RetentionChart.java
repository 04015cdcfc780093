package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Target;
import java.util.List;
import java.util.Optional;

/** Source robust accuracy → target robust accuracy per source scheme, on the scale of [0,1] with the chance lines. */
final class RetentionChart {
    private final Results results;
    private final Palette palette;

    RetentionChart(Results results, Palette palette) {
        this.results = results;
        this.palette = palette;
    }

    String html(Target target) {
        Experiment experiment = results.experiment();
        StringBuilder html = new StringBuilder();
        for (Extractor extractor : target.extractors()) {
            if (experiment.movesExtractor()) {
                html.append("<h3>%s, %s</h3>\n".formatted(Text.escape(target.name()), extractor.words()));
            }
            html.append("<div class=\"panels kept%s\">\n".formatted(Page.density(experiment)));
            List<Quantity> robust = experiment.robust();
            for (int i = 0; i < robust.size(); i++) {
                for (Where where : Experiment.places(target, extractor)) {
                    html.append(panel(target, (Where.OnTarget) where, robust.get(i), "r r" + i));
                }
            }
            html.append("</div>\n");
        }
        return html.toString();
    }

    private String panel(Target target, Where.OnTarget where, Quantity measure, String css) {
        Experiment experiment = results.experiment();
        StringBuilder rows = new StringBuilder();
        for (Experiment.Scheme scheme : experiment.schemes()) {
            Retention r = Retention.of(results, scheme, where, measure);
            String colour = palette.of(scheme);
            Track track = track(target).line(0, 1, "lane");
            r.sourceRobust()
                    .ifPresent(s -> r.targetRobust().ifPresent(t -> track.line(s.mean(), t.mean(), "link " + colour)));
            r.targetRobust()
                    .filter(Estimate::hasInterval)
                    .ifPresent(t -> track.line(Math.max(0, t.low()), Math.min(1, t.high()), "whisker " + colour));
            r.sourceRobust()
                    .ifPresent(s -> track.dot(s.mean(), 5, "hollow " + colour, experiment.source() + " " + words(s)));
            r.targetRobust().ifPresent(t -> track.dot(t.mean(), 5, "dot " + colour, target.name() + " " + words(t)));
            rows.append(
                    "<tr><th scope=\"row\">%s</th><td class=\"lane\">%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                            .formatted(
                                    Text.escape(scheme.name()),
                                    track.svg(),
                                    figure(r.sourceRobust()),
                                    figure(r.targetRobust()),
                                    r.ratio()
                                            .map(e -> "<span class=\"nowrap\"><b>" + Math.round(100 * e.mean())
                                                    + " %</b>"
                                                    + (e.hasInterval()
                                                            ? "<small> ±" + Math.round(100 * e.half()) + "</small>"
                                                            : "")
                                                    + "</span>")
                                            .orElseGet(() -> none(r))));
        }
        Track axis = new Track(0, 1, 18).label(0, "0").label(0.5, "0.5").label(1, "1");
        return """
                <div class="panel %s"><div class="scroll" tabindex="0" role="region" aria-label="Retention, %s">
                <table class="retention"><caption>%s<small>%s</small></caption>
                <thead><tr><th scope="col">scheme</th><td class="lane"></td><th scope="col">%s</th><th scope="col">%s</th><th scope="col">retained</th></tr></thead>
                <tbody>
                %s</tbody>
                <tfoot aria-hidden="true"><tr><td></td><td class="lane">%s</td><td colspan="3"></td></tr></tfoot></table></div></div>
                """.formatted(
                        css,
                        Text.escape(experiment.title(where)),
                        Text.escape(experiment.title(where)),
                        Text.escape(measure.words()),
                        Text.escape(experiment.source()),
                        Text.escape(target.name()),
                        rows,
                        axis.svg());
    }

    private Track track(Target target) {
        Track track = new Track(0, 1, 24).rule(1.0 / target.classes(), "chance");
        return target.classes() == results.experiment().classes()
                ? track
                : track.rule(1.0 / results.experiment().classes(), "chance source");
    }

    private static String none(Retention r) {
        return "<small class=\"nowrap\" title=\"%s\">%s</small>"
                .formatted(Text.escape(r.why()), r.nearFloor() ? "at the floor" : "–");
    }

    private static String figure(Optional<Estimate> e) {
        return e.map(x -> Text.accuracy(x.mean())).orElse("–");
    }

    private static String words(Estimate e) {
        return Text.accuracy(e.mean()) + (e.hasInterval() ? " ± " + Text.accuracy(e.half()) : "") + ", n = " + e.n();
    }
}
