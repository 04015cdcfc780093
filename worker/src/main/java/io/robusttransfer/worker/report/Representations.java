package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import java.util.List;

/** What attacks on features, centred logits and predictions do to each of the three: a table for each place. */
final class Representations {
    private final Results results;

    Representations(Results results) {
        this.results = results;
    }

    /** One for each attack and reading, the attacks in turn; empty where none was asked for. */
    private List<Quantity> quantities() {
        return results.experiment().further().stream()
                .filter(quantity -> quantity.series().stream()
                        .anyMatch(series -> series.measure().equals(Series.REPRESENTATION)))
                .toList();
    }

    boolean isEmpty() {
        return quantities().isEmpty();
    }

    String html() {
        StringBuilder html = new StringBuilder();
        for (String epsilon : epsilons()) {
            List<Quantity> shown = quantities().stream()
                    .filter(quantity -> quantity.at().epsilon().equals(epsilon))
                    .toList();
            for (Where where : results.experiment().places()) {
                html.append(table(where, epsilon, shown));
            }
        }
        return html.toString();
    }

    private List<String> epsilons() {
        return quantities().stream().map(each -> each.at().epsilon()).distinct().toList();
    }

    private String table(Where where, String epsilon, List<Quantity> shown) {
        String place = results.experiment().title(where);
        StringBuilder html = new StringBuilder("<details%s><summary>%s, ε = %s</summary>\n"
                .formatted(where.equals(Where.SOURCE) ? " open" : "", Text.escape(place), Text.escape(epsilon)));
        html.append("<div class=\"scroll\"><table class=\"plain\"><thead><tr><th scope=\"col\">source scheme</th>");
        shown.forEach(each -> html.append("<th scope=\"col\">")
                .append(Text.escape(each.heading()))
                .append("</th>"));
        html.append("</tr></thead><tbody>\n");
        for (Scheme scheme : results.experiment().schemes()) {
            html.append("<tr><th scope=\"row\">")
                    .append(Text.escape(scheme.name()))
                    .append("</th>");
            shown.forEach(each -> html.append("<td>")
                    .append(results.estimate(scheme, where, each)
                            .map(estimate -> each.shown(estimate.mean()))
                            .orElse("–"))
                    .append("</td>"));
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div></details>\n").toString();
    }
}
