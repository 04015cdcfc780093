package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import java.util.Optional;

/** Quartiles over images of the probability that is certain of the right class under noise, one panel per place and sigma. */
final class Probabilities {
    private final Results results;
    private final Palette palette;

    Probabilities(Results results, Palette palette) {
        this.results = results;
        this.palette = palette;
    }

    String html() {
        Experiment experiment = results.experiment();
        StringBuilder html = new StringBuilder("<div class=\"panels kept%s\">\n".formatted(Page.density(experiment)));
        for (Certificates.Fixed fixed : experiment.certificates().fixed()) {
            int index = experiment.certificates().sigmas().indexOf(fixed.sigma());
            for (Where where : experiment.places()) {
                html.append(panel(where, fixed, index));
            }
        }
        return html.append("</div>\n").toString();
    }

    private String panel(Where where, Certificates.Fixed fixed, int index) {
        String title = results.experiment().title(where);
        StringBuilder rows = new StringBuilder();
        for (Scheme scheme : results.experiment().schemes()) {
            Optional<Estimate> lower = quartile(scheme, where, fixed, Quantity.Quartile.LOWER);
            Optional<Estimate> median = quartile(scheme, where, fixed, Quantity.Quartile.MEDIAN);
            Optional<Estimate> upper = quartile(scheme, where, fixed, Quantity.Quartile.UPPER);
            String colour = palette.of(scheme);
            Track track = new Track(.5, 1, 24).line(.5, 1, "lane");
            lower.ifPresent(low -> upper.ifPresent(up -> track.line(low.mean(), up.mean(), "whisker " + colour)));
            median.ifPresent(m -> track.dot(m.mean(), 5, "dot " + colour, scheme.name() + " " + words(m)));
            rows.append(
                    "<tr><th scope=\"row\">%s</th><td class=\"lane\">%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                            .formatted(
                                    Text.escape(scheme.name()),
                                    track.svg(),
                                    figure(lower),
                                    figure(median),
                                    figure(upper)));
        }
        Track axis = new Track(.5, 1, 18).label(.5, "≤ 0.5").label(.75, "0.75").label(1, "1");
        return """
                <div class="panel c c%d"><div class="scroll" tabindex="0" role="region" aria-label="Probability of the right class under noise, %s">
                <table class="retention"><caption>%s<small>σ = %s, lower bound from n = %,d</small></caption>
                <thead><tr><th scope="col">scheme</th><td class="lane"></td><th scope="col">quarter</th><th scope="col">median</th><th scope="col">three quarters</th></tr></thead>
                <tbody>
                %s</tbody>
                <tfoot aria-hidden="true"><tr><td></td><td class="lane">%s</td><td colspan="3"></td></tr></tfoot></table></div></div>
                """.formatted(
                        index,
                        Text.escape(title),
                        Text.escape(title),
                        Text.escape(fixed.sigma()),
                        fixed.samples(),
                        rows,
                        axis.svg());
    }

    private Optional<Estimate> quartile(
            Scheme scheme, Where where, Certificates.Fixed fixed, Quantity.Quartile quartile) {
        return results.estimate(scheme, where, Quantity.probability(fixed.sigma(), quartile));
    }

    private static String figure(Optional<Estimate> e) {
        return e.map(x -> words(x)).orElse("–");
    }

    private static String words(Estimate e) {
        return e.mean() <= .5 ? "≤ 0.5" : Text.accuracy(e.mean());
    }
}
