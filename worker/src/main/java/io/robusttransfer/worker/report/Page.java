package io.robusttransfer.worker.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * report.html: one file with no script and nothing to load (its own Content-Security-Policy forbids both). Which attack and
 * which sigma the figures show is chosen by radio buttons and CSS; a browser without :has() shows all of them.
 */
final class Page {
    private final Results results;
    private final Experiment experiment;
    private final Question question;
    private final List<Answer> answers;
    private final List<Finding> findings;
    private final Palette palette;
    private final List<Signs.Sign> signs;
    private final Work work;
    private final List<Pictures> pictures;

    Page(
            Results results,
            Question question,
            List<Answer> answers,
            List<Finding> findings,
            List<Signs.Sign> signs,
            Work work,
            List<Pictures> pictures) {
        this.signs = signs;
        this.work = work;
        this.pictures = pictures;
        this.results = results;
        this.experiment = results.experiment();
        this.question = question;
        this.answers = answers;
        this.findings = findings;
        this.palette = new Palette(results);
    }

    String html() {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <link rel="icon" href="data:,">
                <title>%s: does robustness transfer?</title>
                <style>
                %s%s%s</style>
                </head>
                <body>
                <header>
                <p class="eyebrow">%s</p>
                <h1>Does robustness transfer?</h1>
                %s</header>
                <main>
                %s%s%s%s</main>
                </body>
                </html>
                """.formatted(
                        Text.escape(experiment.name()),
                        css(),
                        Scale.css(),
                        choices(),
                        Text.escape(experiment.name()),
                        facts(),
                        answers(),
                        findings(),
                        picker(),
                        sections());
    }

    private String answers() {
        String frozen = cards(Extractor.FROZEN);
        String moved = cards(Extractor.MOVED);
        return frozen
                + (moved.isEmpty()
                        ? ""
                        : section(
                                "moved",
                                "Where f moves on the target",
                                "The same question with each head that trains f, too. What is left of the source's training"
                                        + " and what the target's training brings come together here: not to be compared with heads over a frozen f.",
                                moved));
    }

    private String findings() {
        return section(
                "findings",
                "The other questions",
                "Each with the figures that it rests on, its statistic and its margin; shaded is what counts as none.",
                findings.stream()
                        .map(finding -> new FindingCard(finding, palette).html())
                        .collect(Collectors.joining("", "<div class=\"answers\">\n", "</div>\n")));
    }

    private String cards(Extractor extractor) {
        List<Answer> about = answers.stream()
                .filter(answer -> answer.subject().extractor() == extractor)
                .toList();
        return about.isEmpty()
                ? ""
                : about.stream()
                        .map(a -> new AnswerCard(a, experiment, palette).html())
                        .collect(Collectors.joining("", "<div class=\"answers\">\n", "</div>\n"));
    }

    /** Long tables get one line per scheme. */
    static String density(Experiment experiment) {
        return experiment.schemes().size() > 12 ? " dense" : "";
    }

    private String facts() {
        long completed = results.count(Outcome.Completed.class::isInstance);
        long diverged = results.count(Outcome.Diverged.class::isInstance);
        long missing = results.count(Outcome.Missing.class::isInstance);
        StringBuilder html = new StringBuilder("<p class=\"facts\">");
        html.append(Text.escape(experiment.source()))
                .append(" → ")
                .append(experiment.targets().stream()
                        .map(t -> Text.escape(t.name()))
                        .collect(Collectors.joining(", ")))
                .append(" · ")
                .append(plural(experiment.schemes().size(), "source scheme"))
                .append(" · ")
                .append(plural(experiment.seeds().size(), "seed"))
                .append(" · ")
                .append(plural((int) completed, "cell"))
                .append(" measured");
        if (diverged + missing > 0) {
            html.append(" · <a href=\"#incomplete\">")
                    .append(diverged > 0 ? diverged + " diverged" : "")
                    .append(diverged > 0 && missing > 0 ? ", " : "")
                    .append(missing > 0 ? missing + " missing" : "")
                    .append("</a>");
        }
        html.append("</p>\n");
        if (experiment.devices().size() > 1) {
            html.append("<p class=\"warning\"><b>Mixed devices.</b> The cells were computed on ")
                    .append(Text.escape(String.join(" and ", experiment.devices())))
                    .append(", whose low bits differ: a pair across devices is not exactly a pair.</p>\n");
        }
        return html.append(signs()).toString();
    }

    /** In front of every figure, with the cells in a list that opens. */
    private String signs() {
        StringBuilder html = new StringBuilder();
        for (Signs.Sign sign : signs) {
            html.append("<details class=\"warning\"><summary><b>Too good to be true?</b> ")
                    .append(Text.escape(sign.words()))
                    .append(" (")
                    .append(plural(sign.cells().size(), "cell"))
                    .append(")</summary>\n<ul>\n");
            sign.cells().forEach(seen -> html.append("<li>")
                    .append(Text.escape(seen.toString()))
                    .append("</li>\n"));
            html.append("</ul></details>\n");
        }
        return html.toString();
    }

    private static String plural(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private String picker() {
        List<Quantity> robust = experiment.robust();
        List<String> sigmas = experiment.certificates().sigmas();
        if (robust.size() < 2 && sigmas.size() < 2) {
            return "";
        }
        return "<form class=\"picker\" aria-label=\"What the figures below show\">"
                + choice("Robust accuracy under", "r", robust.size(), i -> robust.get(i)
                        .words())
                + choice("Certificates at", "c", sigmas.size(), i -> "σ = " + sigmas.get(i))
                + "</form>\n";
    }

    private static String choice(String legend, String group, int count, IntFunction<String> words) {
        if (count < 2) {
            return "";
        }
        StringBuilder html = new StringBuilder("<fieldset><legend>" + legend + "</legend>");
        for (int i = 0; i < count; i++) {
            html.append("<label><input type=\"radio\" name=\"%s\" id=\"%s%d\"%s><span>%s</span></label>"
                    .formatted(group, group, i, i == 0 ? " checked" : "", Text.escape(words.apply(i))));
        }
        return html.append("</fieldset>").toString();
    }

    private String choices() {
        StringBuilder css = new StringBuilder();
        for (String group : List.of("r", "c")) {
            int count = group.equals("r")
                    ? experiment.robust().size()
                    : experiment.certificates().sigmas().size();
            for (int i = 0; i < count && count > 1; i++) {
                css.append(
                        "html:has(#%s%d:checked) .%s:not(.%s%d){display:none}\n".formatted(group, i, group, group, i));
            }
        }
        return css.toString();
    }

    private String sections() {
        StringBuilder html = new StringBuilder();
        boolean moves = experiment.movesExtractor();
        String maps = experiment.targets().stream()
                .map(t -> new HeatMaps(results).html(t))
                .collect(Collectors.joining());
        html.append(section(
                "maps",
                "Source scheme × target scheme",
                "Rows are how the extractor f was trained on " + Text.escape(experiment.source())
                        + ", columns how the head h was trained on the target ("
                        + (moves ? "over a frozen f, or with an f that moved: two groups" : "with f frozen")
                        + "). Mean over seeds, ± half of the"
                        + " 95&nbsp;% t-interval over seeds; the ring marks the highest "
                        + (moves ? "of each group." : "on the target."),
                maps));
        if (!experiment.robust().isEmpty()) {
            String charts = experiment.targets().stream()
                    .map(t -> new RetentionChart(results, palette).html(t))
                    .collect(Collectors.joining());
            html.append(section(
                    "retention",
                    "What is left of it on the target",
                    "Robust accuracy on <span class=\"key hollow\"></span> the source and <span class=\"key\"></span> the"
                            + " target (whisker: 95&nbsp;% over seeds), with the <span class=\"key chance\"></span> chance"
                            + " line. Retained is (target robust ÷ target clean) ÷ (source robust ÷ source clean), per"
                            + " seed: of the images that are right, the share that withstands the attack, on the target against the"
                            + " source. It is above 100&nbsp;% where the target is easier to defend, or where clean accuracy fell more"
                            + " than robust accuracy did: read it with both. There is no ratio where one of the four is no better"
                            + " than guessing.",
                    charts));
        }
        if (!experiment.certificates().fixed().isEmpty()) {
            html.append(section(
                    "certified",
                    "Certified accuracy",
                    "Share of images that the smoothed model gets right with a certified L2 radius of at least this;"
                            + " mean over seeds, abstentions count as wrong. Every curve ends where all draws agree: n draws"
                            + " cannot bound a probability closer to 1, whatever the model.",
                    new CertifiedCurves(results, palette).html()));
            html.append(section(
                    "probabilities",
                    "How sure the models are under noise",
                    "A certified radius is σ Φ⁻¹ of p_A, a lower bound of the probability of the class under noise. The"
                            + " <span class=\"key\"></span> median over images and the middle half of them; 0.5 or less certifies"
                            + " nothing, and so do images that are wrong. Mean over seeds.",
                    new Probabilities(results, palette).html()));
        }
        Tables tables = new Tables(results);
        if (experiment.robust().size() > 1) {
            html.append(section(
                    "attacks",
                    "Under every attack",
                    "Each line chooses its own most robust source scheme. The first attack per target is the answer above;"
                            + " the others are not corrected for being several questions.",
                    tables.everyAttack(question)));
        }
        if (!experiment.curves().isEmpty()) {
            html.append(section(
                    "epsilons",
                    "Robust accuracy against the size of the attack",
                    "From clean accuracy at 0, mean over seeds; lines between the sizes that were measured. Expected robustness, in the"
                            + " tables, is the area under the line divided by the largest size.",
                    new EpsilonCurves(results, palette).html()));
        }
        if (!pictures.isEmpty()) {
            Strip strip = new Strip(experiment, pictures);
            html.append(section("images", "What the attack does to images", strip.lead(), strip.html()));
        }
        Representations representations = new Representations(results);
        if (!representations.isEmpty()) {
            html.append(section(
                    "representations",
                    "Representations and predictions",
                    "PGD moves one of three outputs as far as it can: the features f(x), the logits less their mean, or the odds against"
                            + " the label; at that point all three are read. Changes are medians over images, in median distances of two"
                            + " different test images at the same layer: 1 is as far as another image is. An attack on the label is made"
                            + " to lower accuracy, so that accuracy falls least under the other two says little by itself.",
                    representations.html()));
        }
        Transferability transferability = new Transferability(results);
        if (!transferability.scores().isEmpty()) {
            html.append(section(
                    "transferability",
                    "How well f suits the target, said beforehand",
                    "Scores of each source model from the target’s training images, before any head: the higher, the better a head should"
                            + " do. Beside them what became of it, and what the source alone would have said. Mean over seeds ± half of"
                            + " the 95&nbsp;% interval.",
                    transferability.html()));
        }
        if (!work.trainings().isEmpty()) {
            html.append(section(
                    "learning",
                    "How the trainings went",
                    "Mean loss of every epoch, a line for each seed; each panel has its own scale, since losses of different schemes"
                            + " measure different things. A line breaks off where a training diverged.",
                    new LearningCurves(experiment, work.trainings(), palette).html()));
        }
        if (!work.stages().isEmpty()) {
            html.append(section(
                    "time",
                    "Where the time went",
                    "Seconds of each stage on the machine that computed it, which may have done others beside it; stages that were"
                            + " there already count as they did then.",
                    new TimeTable(work.stages()).html()));
        }
        if (results.count(Outcome.Completed.class::isInstance) < results.cells().size()) {
            html.append(section(
                    "incomplete",
                    "Diverged and missing",
                    "Means above are over the seeds that completed, and say so. A training that diverged (its loss became"
                            + " infinite or not a number) is a result and is not trained again.",
                    tables.incomplete()));
        }
        html.append("<section id=\"figures\"><details><summary><h2>Every figure</h2></summary>\n")
                .append(tables.everyFigure())
                .append("</details></section>\n");
        return html.append(new Methods(experiment).html(tables)).toString();
    }

    static String section(String id, String title, String lead, String body) {
        return "<section id=\"%s\">\n<h2>%s</h2>\n<p class=\"lead\">%s</p>\n%s</section>\n"
                .formatted(id, title, lead, body);
    }

    private static String css() {
        try (InputStream in = Page.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
