package io.robusttransfer.worker.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is left of robust accuracy, a line for each source scheme on the scale of [0,1], with what guessing gives. */
final class KeptFigure {
    private static final int HEIGHT = 26;

    private final Experiment experiment;
    private final Palette palette;

    KeptFigure(Experiment experiment, Palette palette) {
        this.experiment = experiment;
        this.palette = palette;
    }

    /** @param kept of one place, at least one */
    String html(List<Kept> kept) {
        Retention first = kept.get(0).target();
        Experiment.Target target = experiment.target(first.where().target());
        boolean refit = kept.stream().anyMatch(each -> each.refit().isPresent());
        return """
                <figure class="difference"><figcaption>Robust accuracy <span class="key hollow"></span> on %s with the own head,%s <span class="key"></span> on %s with the %s head; <span class="key chance"></span> chance; retained: of what is right, the share that withstands the attack, there against on the source</figcaption>
                <div class="rows">
                %s<div class="row axis"><span></span>%s<span></span></div>
                </div>
                %s</figure>
                """.formatted(
                        Text.escape(experiment.source()),
                        refit ? " <span class=\"key half\"></span> there with a ce head fitted anew," : "",
                        Text.escape(target.name()),
                        Text.escape(first.where().head()),
                        kept.stream().map(each -> row(each, target)).collect(Collectors.joining()),
                        new Track(0, 1, 18)
                                .label(0, "0")
                                .label(0.5, "0.5")
                                .label(1, "1")
                                .svg(),
                        target.isSource() || experiment.extractor(first.where()) != Extractor.FROZEN
                                ? ""
                                : "<p class=\"note\">" + Text.escape(Kept.said(kept)) + "</p>\n");
    }

    private String row(Kept kept, Experiment.Target target) {
        Retention there = kept.target();
        String colour = palette.of(there.scheme());
        Track track = new Track(0, 1, HEIGHT)
                .rule(1.0 / target.classes(), "chance")
                .rule(1.0 / experiment.classes(), "chance source")
                .line(0, 1, "lane");
        Optional<Estimate> refit = kept.refit().flatMap(Retention::targetRobust);
        there.sourceRobust().ifPresent(source -> there.targetRobust()
                .ifPresent(on -> track.line(source.mean(), on.mean(), "link " + colour)));
        there.sourceRobust().ifPresent(source -> track.dot(source.mean(), 6, "hollow " + colour, "own head"));
        refit.ifPresent(control -> track.dot(control.mean(), 4.5, "half " + colour, "ce head fitted anew"));
        there.targetRobust().ifPresent(on -> track.dot(on.mean(), 5, "dot " + colour, target.name()));
        return DifferenceAxis.row(
                Text.escape(there.scheme().name()),
                track,
                "<b>" + accuracy(there.sourceRobust())
                        + refit.map(control -> " → " + accuracy(refit)).orElse("") + " → "
                        + accuracy(there.targetRobust()) + "</b><br>" + retained(there));
    }

    private static String accuracy(Optional<Estimate> estimate) {
        return estimate.map(each -> Text.accuracy(each.mean())).orElse("–");
    }

    private static String retained(Retention there) {
        return there.ratio()
                .map(ratio -> Math.round(100 * ratio.mean()) + " %"
                        + (ratio.hasInterval() ? " ± " + Math.round(100 * ratio.half()) : "") + " retained")
                .orElse(there.nearFloor() ? "near guessing: no ratio" : Text.escape(there.why()));
    }
}
