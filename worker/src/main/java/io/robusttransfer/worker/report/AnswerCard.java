package io.robusttransfer.worker.report;

import java.util.List;
import java.util.stream.DoubleStream;

/** One target's answer as the page shows it: verdict, sentence, and the difference on a line with its two intervals. */
final class AnswerCard {
    private final Answer answer;
    private final Experiment experiment;
    private final Palette palette;

    AnswerCard(Answer answer, Experiment experiment, Palette palette) {
        this.answer = answer;
        this.experiment = experiment;
        this.palette = palette;
    }

    String html() {
        return new Card(
                        answer.verdict(),
                        "",
                        "",
                        answer.subject().words(),
                        answer.sentence(),
                        answer.comparison()
                                .map(c -> figure(c) + new KeptFigure(experiment, palette).html(c.kept()))
                                .orElse(""),
                        answer.comparison().isEmpty() ? List.of() : answer.notes(),
                        answer.comparison().isEmpty() ? "" : Question.STATISTIC)
                .html();
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
        String rows = DifferenceAxis.row(
                        "each seed",
                        each,
                        c.pairs().size() == 1 ? "1 seed" : c.pairs().size() + " seeds")
                + DifferenceAxis.row(
                        "over seeds, 95 %",
                        over,
                        "<b>" + Text.signed(seeds.mean()) + "</b>"
                                + (seeds.hasInterval() ? " " + Text.range(seeds) : " no interval from 1 seed"))
                + DifferenceAxis.row(
                        "on these models, <br>over images, 95 %",
                        images,
                        Text.range(c.overImages()) + "<br>" + c.overImages().n() + " images");
        return scale.figure(
                "Robust accuracy on <b>%s</b>, <b class=\"%s\">%s</b> minus <b class=\"sb\">%s</b>, in pairs: same seed, same images, %s head"
                        .formatted(
                                Text.escape(answer.target()),
                                colour,
                                Text.escape(c.robust().name()),
                                Text.escape(c.baseline().name()),
                                Text.escape(c.head().name())),
                rows);
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
}
