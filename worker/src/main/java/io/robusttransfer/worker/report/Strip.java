package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Images as they are, and what the attack makes of them against each source scheme: a table for each place. */
final class Strip {
    /** Of all pictures together, so that a page of many schemes stays small. */
    private static final double MOST_BYTES = 1_000_000;

    /** A picture's bytes for each of its numbers, in base64: noise hardly shrinks. */
    private static final double BYTES_PER_NUMBER = 1.5;

    private static final int LONGEST_SIDE = 64;
    private static final int FEWEST = 3;
    private static final double GREY = .5;

    private final Experiment experiment;
    private final List<Pictures> pictures;
    private final int columns;
    private final int factor;

    /** @param pictures at least one row; all images have one shape */
    Strip(Experiment experiment, List<Pictures> pictures) {
        this.experiment = experiment;
        this.pictures = pictures;
        Pictures one = pictures.get(0);
        int smallest = (Math.max(one.height(), one.width()) + LONGEST_SIDE - 1) / LONGEST_SIDE;
        int count = pictures.stream().mapToInt(Pictures::count).min().orElseThrow();
        int shown = count;
        while (bytes(shown, smallest) > MOST_BYTES && shown > Math.min(FEWEST, count)) {
            shown--;
        }
        while (bytes(shown, smallest) > MOST_BYTES && smallest < Math.min(one.height(), one.width())) {
            smallest++;
        }
        this.columns = shown;
        this.factor = smallest;
    }

    private double bytes(int shown, int reduced) {
        Pictures one = pictures.get(0);
        double numbers = (double) one.channels() * one.height() * one.width() / (reduced * reduced);
        return BYTES_PER_NUMBER * numbers * shown * 2 * pictures.size();
    }

    /** How they were chosen, and how they are drawn. */
    String lead() {
        return "The first " + columns + " of the evaluated test images, whatever the models say of them, as "
                + Text.escape(pictures.get(0).attack()) + " moves them against each source scheme's model of seed "
                + experiment.seeds().get(0) + ", with the first head of each target. Beside each the difference, times"
                + " what the table's title says: grey is none. Under each, what the model says before and after; an image"
                + " that it gets wrong as it is, is not attacked."
                + (factor > 1 ? " Drawn " + factor + " times smaller, as means of pixels." : "");
    }

    String html() {
        StringBuilder html = new StringBuilder();
        for (Where where : experiment.places()) {
            List<Pictures> here =
                    pictures.stream().filter(each -> each.where().equals(where)).toList();
            if (!here.isEmpty()) {
                html.append(table(where, here));
            }
        }
        return html.toString();
    }

    private String table(Where where, List<Pictures> here) {
        double times = times(here);
        StringBuilder head = new StringBuilder("<tr><th scope=\"row\">as they are</th>");
        Pictures first = here.get(0);
        for (int i = 0; i < columns; i++) {
            head.append("<td>%s<small>%d</small></td>"
                    .formatted(
                            picture(first, first.images(), i, "Test image of class " + first.labels()[i]),
                            first.labels()[i]));
        }
        StringBuilder rows = new StringBuilder();
        for (Scheme scheme : experiment.schemes()) {
            row(here, scheme).ifPresent(row -> rows.append(row(row, times)));
        }
        String title = Text.escape(experiment.title(where));
        return """
                <div class="scroll strip" tabindex="0" role="region" aria-label="Attacked images: %s">
                <table><caption>%s<small>difference × %s</small></caption>
                <tbody>%s</tr>
                %s</tbody></table></div>
                """.formatted(title, title, Text.number(times), head, rows);
    }

    private static Optional<Pictures> row(List<Pictures> here, Scheme scheme) {
        return here.stream().filter(each -> each.scheme().equals(scheme.name())).findFirst();
    }

    private String row(Pictures pictures, double times) {
        double[] differences = Arrays.stream(pictures.differences())
                .map(difference -> GREY + times * difference)
                .toArray();
        StringBuilder html =
                new StringBuilder("<tr><th scope=\"row\">%s</th>".formatted(Text.escape(pictures.scheme())));
        for (int i = 0; i < columns; i++) {
            String words = words(pictures, i);
            html.append("<td>%s%s<small%s>%s</small></td>"
                    .formatted(
                            picture(pictures, pictures.moved(), i, pictures.scheme() + ", attacked: " + words),
                            picture(pictures, differences, i, "the difference"),
                            pictures.predictedMoved()[i] == pictures.labels()[i] ? "" : " class=\"broken\"",
                            words));
        }
        return html.append("</tr>\n").toString();
    }

    private static String words(Pictures pictures, int i) {
        int before = pictures.predicted()[i];
        int after = pictures.predictedMoved()[i];
        if (before != pictures.labels()[i]) {
            return before + ", wrong as it is";
        }
        return before == after ? before + ", stays" : before + " → " + after;
    }

    /** The largest difference of any row becomes black or white. */
    private static double times(List<Pictures> here) {
        double largest = here.stream()
                .flatMapToDouble(each -> Arrays.stream(each.differences()))
                .map(Math::abs)
                .max()
                .orElse(0);
        return largest == 0 ? 1 : GREY / largest;
    }

    private String picture(Pictures pictures, double[] values, int i, String words) {
        return "<img src=\"%s\" alt=\"%s\">".formatted(new Png(pictures, factor).uri(values, i), Text.escape(words));
    }
}
