package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Work.Spent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where the time went: seconds of every kind of stage, as its machine took them, and of the longest ones. */
final class TimeTable {
    private static final int LONGEST = 10;

    private final List<Spent> stages;

    TimeTable(List<Spent> stages) {
        this.stages = stages;
    }

    String html() {
        Map<String, List<Spent>> kinds = new LinkedHashMap<>();
        stages.forEach(stage ->
                kinds.computeIfAbsent(stage.kind(), kind -> new ArrayList<>()).add(stage));
        StringBuilder html = new StringBuilder(
                "<div class=\"scroll\"><table class=\"plain\"><thead><tr><th scope=\"col\">stages</th><th scope=\"col\">how many</th><th scope=\"col\">seconds in all</th><th scope=\"col\">of one, mean</th><th scope=\"col\">longest</th></tr></thead><tbody>\n");
        kinds.forEach((kind, some) -> html.append(row(kind, some)));
        html.append(row("all", stages))
                .append("</tbody></table></div>\n<details><summary>The longest stages</summary>\n<ol>\n");
        stages.stream()
                .sorted(Comparator.comparingDouble(Spent::seconds).reversed())
                .limit(LONGEST)
                .forEach(stage -> html.append(
                        "<li>%s: %s s</li>\n".formatted(Text.escape(stage.title()), seconds(stage.seconds()))));
        return html.append("</ol></details>\n").toString();
    }

    private static String row(String kind, List<Spent> stages) {
        double all = stages.stream().mapToDouble(Spent::seconds).sum();
        double longest = stages.stream().mapToDouble(Spent::seconds).max().orElse(0);
        return "<tr><th scope=\"row\">%s</th><td>%d</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                .formatted(
                        Text.escape(kind), stages.size(), seconds(all), seconds(all / stages.size()), seconds(longest));
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds);
    }
}
