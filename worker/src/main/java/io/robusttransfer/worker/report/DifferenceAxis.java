package io.robusttransfer.worker.report;

import java.util.function.DoubleConsumer;
import java.util.stream.DoubleStream;

/** The axis of differences of accuracies, or of correlations: round steps around everything that is drawn, zero always among it, never beyond [−1,1]. */
final class DifferenceAxis {
    private final double low;
    private final double high;
    private final double step;

    private final double margin;

    private DifferenceAxis(double margin, double least, double most) {
        this.margin = margin;
        double span = Math.min(2, most - least);
        step = span > 1 ? 0.5 : span > 0.4 ? 0.2 : span > 0.2 ? 0.1 : span > 0.08 ? 0.05 : 0.02;
        low = Math.max(-1, Math.floor(least / step - 0.1) * step);
        high = Math.min(1, Math.ceil(most / step + 0.1) * step);
    }

    /**
     * An axis for figures.
     *
     * @param margin below which they count as none
     * @param drawn all that the axis has to show, without NaN
     */
    static DifferenceAxis around(double margin, DoubleStream drawn) {
        double[] all =
                DoubleStream.concat(DoubleStream.of(0, margin), drawn).sorted().toArray();
        return new DifferenceAxis(margin, all[0], all[all.length - 1]);
    }

    /** Shaded where a figure is not worth the name. */
    Track track(int height) {
        Track track = new Track(low, high, height).band(low, margin, "none");
        ticks(t -> track.rule(t, "grid"));
        return track.rule(0, "zero");
    }

    /**
     * Rows above each other, and the axis below them.
     *
     * @param caption HTML, as the rows are
     */
    String figure(String caption, String rows) {
        return """
                <figure class="difference">
                <figcaption>%s</figcaption>
                <div class="rows">
                %s<div class="row axis"><span></span>%s<span></span></div>
                </div>
                <p class="note"><span class="swatch"></span> counts as none: below %s</p>
                </figure>
                """.formatted(caption, rows, axis(), Text.accuracy(margin));
    }

    /**
     * One row.
     *
     * @param label HTML, as the value is
     */
    static String row(String label, Track track, String value) {
        return "<div class=\"row\"><span class=\"label\">%s</span>%s<span class=\"value\">%s</span></div>\n"
                .formatted(label, track.svg(), value);
    }

    private String axis() {
        Track track = new Track(low, high, 18);
        ticks(t -> track.label(t, Math.abs(t) < 1e-9 ? "0" : Track.number(t)));
        return track.svg();
    }

    private void ticks(DoubleConsumer each) {
        for (long i = Math.round(low / step); i * step <= high + 1e-9; i++) {
            each.accept(i * step);
        }
    }
}
