package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Work.Training;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The loss of every training against its epochs: a panel for each source scheme, and one for each head of a target. */
final class LearningCurves {
    private static final int WIDTH = 400;
    private static final int HEIGHT = 110;
    private static final int MOST_POINTS = 100;

    private final Experiment experiment;
    private final List<Training> trainings;
    private final Palette palette;

    LearningCurves(Experiment experiment, List<Training> trainings, Palette palette) {
        this.experiment = experiment;
        this.trainings = trainings;
        this.palette = palette;
    }

    String html() {
        StringBuilder html = new StringBuilder("<div class=\"panels curves\">\n");
        for (Scheme scheme : experiment.schemes()) {
            html.append(panel(
                    scheme.name() + " on " + experiment.source(),
                    trainings.stream()
                            .filter(each -> each.where().equals(Where.SOURCE)
                                    && each.scheme().equals(scheme.name()))
                            .toList()));
        }
        for (Where where : experiment.places()) {
            if (where instanceof Where.OnTarget on) {
                html.append(panel(
                        on.head() + " head on " + on.target() + experiment.mark(on),
                        trainings.stream()
                                .filter(each -> each.where().equals(on))
                                .toList()));
            }
        }
        return html.append("</div>\n").toString();
    }

    private String panel(String title, List<Training> shown) {
        List<Training> drawn =
                shown.stream().filter(each -> each.epochs().size() > 1).toList();
        if (drawn.isEmpty()) {
            return "";
        }
        int epochs = drawn.stream().mapToInt(each -> each.epochs().size()).max().orElseThrow();
        double top = drawn.stream()
                .flatMap(each -> each.epochs().stream())
                .mapToDouble(Work.Epoch::loss)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        double low = Math.min(
                0,
                drawn.stream()
                        .flatMap(each -> each.epochs().stream())
                        .mapToDouble(Work.Epoch::loss)
                        .filter(Double::isFinite)
                        .min()
                        .orElse(0));
        StringBuilder lines = new StringBuilder();
        for (Training training : drawn) {
            lines.append("<path class=\"%s\" d=\"%s\"><title>%s</title></path>\n"
                    .formatted(
                            css(training),
                            path(training, epochs, loss -> HEIGHT * (1 - (loss - low) / Math.max(top - low, 1e-300))),
                            Text.escape(training.scheme() + ", seed " + training.seed() + ", at last "
                                    + Text.number(training.epochs()
                                            .get(training.epochs().size() - 1)
                                            .loss()))));
        }
        return """
                <figure class="panel curve"><figcaption>%s<small>loss up to %s, %d epochs</small></figcaption>
                <svg width="100%%" height="%d" viewBox="0 0 %d %d" preserveAspectRatio="none" role="img" aria-label="Loss against epoch: %s">
                %s</svg></figure>
                """.formatted(
                        Text.escape(title), Text.number(top), epochs, HEIGHT, WIDTH, HEIGHT, Text.escape(title), lines);
    }

    private String css(Training training) {
        return experiment.schemes().stream()
                .filter(scheme -> scheme.name().equals(training.scheme()))
                .findFirst()
                .map(palette::of)
                .orElse("sx");
    }

    /** A line breaks off where a loss is no number. */
    private static String path(Training training, int epochs, ToDoubleFunction<Double> y) {
        StringBuilder path = new StringBuilder();
        int every = Math.max(1, epochs / MOST_POINTS);
        int last = training.epochs().size() - 1;
        for (int i = 0; i <= last; i++) {
            double loss = training.epochs().get(i).loss();
            if (!Double.isFinite(loss)) {
                break;
            }
            if (i % every == 0 || i == last) {
                path.append(String.format(
                        Locale.ROOT,
                        "%s%.1f %.1f",
                        path.isEmpty() ? "M" : "L",
                        (double) WIDTH * i / (epochs - 1),
                        y.applyAsDouble(loss)));
            }
        }
        return path.toString();
    }
}
