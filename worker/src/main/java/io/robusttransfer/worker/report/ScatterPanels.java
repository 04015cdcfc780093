package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Plot.Scatter.Model;
import io.robusttransfer.worker.report.Plot.Scatter.Predictor;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Scatters as panels beside each other, a dot for each source model, and their rank correlations as a table. */
record ScatterPanels(Plot.Scatter scatter, Palette palette) {
    private static final int HEIGHT = 120;

    /** Of the range, on either side. */
    private static final double EDGE = 0.06;

    String html() {
        return "<div class=\"panels curves\">\n"
                + scatter.predictors().stream()
                        .filter(each -> !each.models().isEmpty())
                        .map(this::panel)
                        .collect(Collectors.joining())
                + "</div>\n" + legend() + table();
    }

    private String panel(Predictor predictor) {
        Range x = Range.of(predictor.models(), Model::x);
        Range y = Range.of(predictor.models(), Model::y);
        Track dots = new Track(x.low(), x.high(), HEIGHT);
        for (Model model : predictor.models()) {
            dots.dot(
                    model.x(),
                    HEIGHT * (0.5 - (model.y() - y.low()) / (y.high() - y.low())),
                    4,
                    "dot " + palette.of(model.scheme()),
                    model.scheme().name() + ", seed " + model.seed() + ": " + Text.number(model.x()) + ", "
                            + Text.accuracy(model.y()));
        }
        return """
                <figure class="panel curve"><figcaption>%s<small>%s to %s; up: %s to %s</small></figcaption>
                %s</figure>
                """.formatted(
                        Text.escape(predictor.words()),
                        Text.number(x.least()),
                        Text.number(x.most()),
                        Text.accuracy(y.least()),
                        Text.accuracy(y.most()),
                        dots.svg());
    }

    /** From the least value to the most, and what is drawn around it. */
    private record Range(double least, double most) {
        static Range of(List<Model> models, ToDoubleFunction<Model> value) {
            DoubleSummaryStatistics all = models.stream().mapToDouble(value).summaryStatistics();
            return new Range(all.getMin(), all.getMax());
        }

        private double edge() {
            return most > least ? EDGE * (most - least) : 1;
        }

        double low() {
            return least - edge();
        }

        double high() {
            return most + edge();
        }
    }

    private String legend() {
        return scatter.predictors().stream()
                .flatMap(each -> each.models().stream())
                .map(Model::scheme)
                .distinct()
                .map(this::entry)
                .distinct()
                .collect(Collectors.joining("", "<ul class=\"legend\">", "</ul>\n"));
    }

    private String entry(Scheme scheme) {
        return "<li><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><circle class=\"dot %s\" cx=\"6\" cy=\"6\" r=\"5\"/></svg>%s</li>"
                .formatted(palette.of(scheme), palette.grey(scheme) ? "the others" : Text.escape(scheme.name()));
    }

    private String table() {
        String rows = scatter.predictors().stream().map(ScatterPanels::line).collect(Collectors.joining());
        return """
                <div class="scroll" tabindex="0" role="region" aria-label="Rank correlations">
                <table class="plain"><caption>Rank correlations with %s</caption>
                <thead><tr><th scope="col">with</th><th scope="col">Spearman</th><th scope="col">Kendall</th><th scope="col">p</th><th scope="col">p, by Holm over scores</th><th scope="col">Spearman, clean on the source held</th><th scope="col">source schemes</th></tr></thead>
                <tbody>
                %s</tbody></table></div>
                """.formatted(Text.escape(scatter.upwards()), rows);
    }

    private static String line(Predictor predictor) {
        String words = Text.escape(predictor.words());
        return predictor
                .ranks()
                .map(ranks ->
                        "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%d</td></tr>\n"
                                .formatted(
                                        words,
                                        estimate(ranks.spearman()),
                                        estimate(ranks.kendall()),
                                        Text.radius(ranks.p()),
                                        Double.isNaN(ranks.adjusted()) ? "–" : Text.radius(ranks.adjusted()),
                                        Double.isNaN(ranks.partial()) ? "–" : Text.signed(ranks.partial()),
                                        ranks.spearman().n()))
                .orElseGet(() -> "<tr><th scope=\"row\">%s</th><td colspan=\"6\">no value, or all alike</td></tr>\n"
                        .formatted(words));
    }

    private static String estimate(Estimate estimate) {
        return "<b>" + Text.signed(estimate.mean()) + "</b>"
                + (estimate.hasInterval() ? " " + Text.range(estimate) : "");
    }
}
