package io.robusttransfer.worker.report;

import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** One target's answer as the page shows it: verdict, sentence, and the difference on a line with its two intervals. */
final class AnswerCard {
    private final Answer answer;
    private final Palette palette;

    AnswerCard(Answer answer, Palette palette) {
        this.answer = answer;
        this.palette = palette;
    }

    String html() {
        return """
                <article class="answer %s">
                <h2><span class="verdict"><span class="glyph" aria-hidden="true">%s</span>%s</span> <span class="on">on %s</span></h2>
                <p class="sentence">%s</p>
                %s%s</article>
                """.formatted(
                        answer.verdict().name().toLowerCase(java.util.Locale.ROOT),
                        answer.verdict().glyph(),
                        Text.escape(answer.verdict().words()),
                        Text.escape(answer.subject().words()),
                        Text.escape(answer.sentence()),
                        answer.comparison().map(this::figure).orElse(""),
                        answer.comparison().isEmpty() || answer.notes().isEmpty()
                                ? ""
                                : answer.notes().stream()
                                        .map(n -> "<li>" + Text.escape(n) + "</li>")
                                        .collect(Collectors.joining("", "<ul class=\"notes\">", "</ul>\n")));
    }

    private String figure(Answer.Comparison c) {
        DifferenceAxis scale = axis(c);
        String colour = palette.of(c.robust());
        Estimate seeds = c.overSeeds();
        Track each = scale.track(40);
        // one above the other, so that equal differences are seen to be several
        int last = c.pairs().size() - 1;
        for (int i = 0; i <= last; i++) {
            Answer.Pair pair = c.pairs().get(i);
            double below = (i - last / 2.0) * Math.min(9, 26.0 / Math.max(1, last));
            each.dot(
                    pair.difference(),
                    below,
                    4.5,
                    "dot " + colour,
                    "seed " + pair.seed() + ": " + Text.signed(pair.difference()));
        }
        Track over = scale.track(40);
        if (seeds.hasInterval()) {
            over.line(seeds.low(), seeds.high(), "bar " + colour);
        }
        over.dot(seeds.mean(), 6.5, "mean " + colour, "mean " + Text.signed(seeds.mean()));
        Track images = scale.track(40)
                .line(c.overImages().low(), c.overImages().high(), "thin " + colour)
                .cap(c.overImages().low(), "thin " + colour)
                .cap(c.overImages().high(), "thin " + colour);
        return """
                <figure class="difference">
                <figcaption>Robust accuracy on <b>%s</b>, <b class="%s">%s</b> minus <b class="sb">%s</b>, in pairs: same seed, same images, %s head</figcaption>
                <div class="rows">
                %s%s%s<div class="row axis"><span></span>%s<span></span></div>
                </div>
                <p class="note"><span class="swatch"></span> no gain worth the name: below %s</p>
                </figure>
                """.formatted(
                Text.escape(answer.target()),
                colour,
                Text.escape(c.robust().name()),
                Text.escape(c.baseline().name()),
                Text.escape(c.head().name()),
                row(
                        "each seed",
                        each,
                        c.pairs().size() == 1 ? "1 seed" : c.pairs().size() + " seeds"),
                row(
                        "over seeds, 95 %",
                        over,
                        "<b>" + Text.signed(seeds.mean()) + "</b>"
                                + (seeds.hasInterval() ? " " + range(seeds) : " no interval from 1 seed")),
                row(
                        "on these models, <br>over images, 95 %",
                        images, range(c.overImages()) + "<br>" + c.overImages().n() + " images"),
                scale.axis(),
                Text.accuracy(Verdict.MARGIN));
    }

    private static DifferenceAxis axis(Answer.Comparison c) {
        DoubleStream drawn = DoubleStream.concat(
                DoubleStream.of(c.overImages().low(), c.overImages().high()),
                c.pairs().stream().mapToDouble(Answer.Pair::difference));
        return DifferenceAxis.around(
                Verdict.MARGIN,
                c.overSeeds().hasInterval()
                        ? DoubleStream.concat(
                                drawn,
                                DoubleStream.of(
                                        c.overSeeds().low(), c.overSeeds().high()))
                        : drawn);
    }

    static String row(String label, Track track, String value) {
        return "<div class=\"row\"><span class=\"label\">%s</span>%s<span class=\"value\">%s</span></div>\n"
                .formatted(label, track.svg(), value);
    }

    static String range(Estimate e) {
        return "[" + Text.signed(e.low()) + ", " + Text.signed(e.high()) + "]";
    }
}
