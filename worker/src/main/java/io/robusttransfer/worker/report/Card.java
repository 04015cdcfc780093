package io.robusttransfer.worker.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The frame of every card: question, verdict and sentence, then what shows it, what to know beside it, and how it was decided.
 *
 * @param css classes beside the verdict's
 * @param asked the question; empty where the page's title is the question
 * @param on what it is about, beside the verdict; empty where the question says it
 * @param shown HTML
 * @param statistic what the verdict is decided by; empty where there is none
 */
record Card(
        Verdict verdict,
        String css,
        String asked,
        String on,
        String sentence,
        String shown,
        List<String> notes,
        String statistic) {

    String html() {
        return """
                <article class="answer %s%s">
                %s<h2><span class="verdict"><span class="glyph" aria-hidden="true">%s</span>%s</span>%s</h2>
                <p class="sentence">%s</p>
                %s%s%s</article>
                """.formatted(
                        verdict.name().toLowerCase(Locale.ROOT),
                        css,
                        asked.isEmpty() ? "" : "<p class=\"asked\">" + Text.escape(asked) + "</p>\n",
                        verdict.glyph(),
                        Text.escape(verdict.words()),
                        on.isEmpty() ? "" : " <span class=\"on\">on " + Text.escape(on) + "</span>",
                        Text.escape(sentence),
                        shown,
                        notes.isEmpty()
                                ? ""
                                : notes.stream()
                                        .map(note -> "<li>" + Text.escape(note) + "</li>")
                                        .collect(Collectors.joining("", "<ul class=\"notes\">", "</ul>\n")),
                        statistic.isEmpty() ? "" : "<p class=\"note\">" + Text.escape(statistic) + "</p>\n");
    }
}
