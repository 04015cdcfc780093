package io.robusttransfer.worker.report;

import static io.robusttransfer.worker.report.Small.CE;
import static io.robusttransfer.worker.report.Small.NOISE;
import static io.robusttransfer.worker.report.Small.PGD;
import static io.robusttransfer.worker.report.Small.measured;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.robusttransfer.worker.report.Experiment.Scheme;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

/** A study in which robustness does not transfer over a frozen f, does where f moves, and would by a mean of both. */
class ExtractorTest {
    private static final Scheme FULL = new Scheme("full", "full", "", "full", true, false);
    private static final Scheme LWF = new Scheme("lwf", "lwf", "", "lwf", true, false);

    /** Images of the pgd model and of the others that stay right under attack, of a hundred, with each head. */
    private static final Map<String, int[]> ROBUST = Map.of(
            "ce", new int[] {30, 30}, "pgd", new int[] {35, 31}, "full", new int[] {60, 25}, "lwf", new int[] {20, 40});

    // the manifest has a head that moves f first
    private final List<Scheme> both = List.of(FULL, CE, LWF, PGD);

    @Test
    void the_answer_is_that_of_the_frozen_heads_alone_and_says_so() {
        Answer answer = report(both).answers().get(0);
        assertThat(answer.verdict()).isEqualTo(Verdict.NO);
        assertThat(answer.comparison().orElseThrow().head()).isEqualTo(CE);
        assertThat(answer.sentence()).startsWith("Robustness does not transfer to letters (f frozen): under pgd20");
    }

    @Test
    void every_head_that_moves_f_has_an_answer_of_its_own_that_says_so() {
        List<Answer> all = report(both).allAnswers();
        assertThat(all).extracting(Answer::verdict).containsExactly(Verdict.NO, Verdict.YES, Verdict.NO);
        assertThat(all.get(1).sentence())
                .startsWith("Robustness transfers to letters (f moved by full): under pgd20")
                .contains("with a full head, pgd has 0.600 (0.600 on the source) and ce 0.250");
        assertThat(all.get(2).sentence()).startsWith("Robustness does not transfer to letters (f moved by lwf):");
    }

    @Test
    void the_page_shows_answers_of_moved_f_in_a_section_of_their_own() {
        String page = page(report(both));
        String moved = section(page, "moved");
        assertThat(moved).contains("on letters (f moved by full)", "on letters (f moved by lwf)");
        assertThat(page.substring(0, page.indexOf("<section id=\"moved\">")))
                .contains("on letters (f frozen)")
                .doesNotContain("f moved");
    }

    @Test
    void with_moving_heads_alone_the_answer_is_that_of_the_first_one() throws IOException {
        Report report = report(List.of(FULL, LWF));
        assertThat(report.answers()).singleElement().satisfies(answer -> {
            assertThat(answer.verdict()).isEqualTo(Verdict.YES);
            assertThat(answer.sentence()).contains("(f moved by full)");
        });
        assertThat(page(report)).contains("on letters (f moved by full)").doesNotContain("f frozen)", ", f frozen");
        assertThat(report.best()).hasValue("f moved: pgd/full 0.600");
        assertThat(json(report).at("/answer/extractor").asText()).isEqualTo("moved");
    }

    @Test
    void frozen_heads_without_a_ce_one_are_asked_for_it_though_moved_ones_have_an_answer() {
        List<Answer> all = report(List.of(FULL, PGD)).allAnswers();
        assertThat(all).extracting(Answer::verdict).containsExactly(Verdict.UNANSWERABLE, Verdict.YES);
        assertThat(all.get(0).sentence())
                .startsWith("Whether robustness transfers to letters (f frozen) cannot be answered: it has no head");
    }

    @Test
    void what_stops_every_answer_is_said_once() {
        assertThat(new Report(experiment(both), List.of()).allAnswers())
                .singleElement()
                .satisfies(answer -> assertThat(answer.notes().get(0)).startsWith("no robust source model"));
        assertThat(new Report(Small.experiment(3, List.of(PGD), both), List.of()).allAnswers())
                .hasSize(1);
    }

    @Test
    void the_best_cells_of_frozen_and_moved_f_are_two() throws IOException {
        Report report = report(both);
        assertThat(report.best()).hasValue("pgd/pgd 0.350, f moved: pgd/full 0.600");
        JsonNode summary = json(report);
        assertThat(summary.at("/best/words").asText()).isEqualTo("pgd/pgd 0.350");
        assertThat(summary.at("/best/extractor").asText()).isEqualTo("frozen");
        assertThat(summary.at("/bests")).hasSize(1);
        assertThat(summary.at("/bestsMoved")).singleElement().satisfies(best -> {
            assertThat(best.at("/words").asText()).isEqualTo("f moved: pgd/full 0.600");
            assertThat(best.at("/extractor").asText()).isEqualTo("moved");
        });
    }

    @Test
    void heat_maps_have_a_titled_group_of_columns_and_a_ring_for_each() {
        String map = page(report(both))
                .lines()
                .dropWhile(line -> !line.contains("<caption>Robust accuracy"))
                .takeWhile(line -> !line.contains("</table>"))
                .collect(Collectors.joining("\n"));
        assertThat(map)
                .contains(
                        "<th scope=\"colgroup\" colspan=\"2\">letters, f frozen, head trained by</th>"
                                + "<th scope=\"colgroup\" colspan=\"2\">letters, f moved, trained by</th>",
                        "<th scope=\"col\">ce</th><th scope=\"col\">pgd</th><th scope=\"col\">full</th><th scope=\"col\">lwf</th>");
        List<String> rings = Pattern.compile("best[^>]*>([0-9.]+)")
                .matcher(map)
                .results()
                .map((MatchResult ring) -> ring.group(1))
                .toList();
        assertThat(rings).containsExactly("0.350", "0.600");
    }

    @Test
    void panels_and_tables_say_of_every_head_that_moves_f_that_it_does() {
        String page = page(report(both));
        assertThat(section(page, "retention"))
                .containsSubsequence(
                        "<h3>letters, f frozen</h3>",
                        "<caption>letters, ce head<",
                        "<caption>letters, pgd head<",
                        "<h3>letters, f moved</h3>",
                        "<caption>letters, full head, f moved<",
                        "<caption>letters, lwf head, f moved<");
        assertThat(section(page, "certified")).contains("letters, full head, f moved", "letters, ce head<");
        assertThat(section(page, "figures"))
                .contains("<td>letters, lwf head, f moved</td>", "<td>letters, ce head</td>");
        assertThat(section(page, "methods")).contains("<dt>f frozen, f moved</dt>");
    }

    @Test
    void under_every_attack_the_frozen_lines_come_before_the_moved_ones() {
        Experiment small = experiment(both);
        Experiment experiment = new Experiment(
                small.name(),
                small.source(),
                small.classes(),
                small.schemes(),
                small.targets(),
                small.seeds(),
                small.threat(),
                List.of(small.attacks().get(0), new Experiment.Attack("again", "pgd", "Linf", List.of("8/255"), null)),
                small.certificates(),
                small.further(),
                small.devices(),
                small.command(),
                small.facts(),
                small.study());
        List<Cell> attackedAgain = cells(both).stream()
                .map(cell -> {
                    Map<Series, PerImage> series = new HashMap<>(((Outcome.Completed) cell.outcome()).series());
                    series.put(Series.attack("again", "8/255"), series.get(Series.attack("pgd20", "8/255")));
                    return new Cell(cell.scheme(), cell.seed(), cell.where(), new Outcome.Completed(series));
                })
                .toList();
        List<String> lines = Pattern.compile("<th scope=\"row\">(letters[^<]*)</th>")
                .matcher(section(page(new Report(experiment, attackedAgain)), "attacks"))
                .results()
                .map((MatchResult line) -> line.group(1))
                .distinct()
                .toList();
        assertThat(lines)
                .containsExactly("letters (f frozen)", "letters (f moved by full)", "letters (f moved by lwf)");
    }

    @Test
    void the_terminal_table_has_a_line_that_says_what_became_of_f() {
        List<String> table = report(List.of(FULL, CE)).terminalTable();
        assertThat(table.subList(0, 3))
                .containsExactly(
                        "                                   f frozen             f moved",
                        "              source, own head     letters, ce head     letters, full head",
                        "source scheme clean  robust cert   clean  robust cert   clean  robust cert");
    }

    @Test
    void results_csv_has_a_column_that_tells_them_apart() throws IOException {
        List<CSVRecord> rows = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new StringReader(new String(report(both).resultsCsv(), UTF_8)))
                .getRecords();
        assertThat(rows.get(0).getParser().getHeaderNames()).containsSequence("images", "extractor");
        Map<String, String> extractors = rows.stream()
                .collect(Collectors.toMap(
                        row -> row.get("domain") + " " + row.get("head"),
                        row -> row.get("extractor"),
                        (one, other) -> one.equals(other) ? one : one + " and " + other));
        assertThat(extractors)
                .containsEntry("digits pgd", "source")
                .containsEntry("letters ce", "frozen")
                .containsEntry("letters pgd", "frozen")
                .containsEntry("letters full", "moved")
                .containsEntry("letters lwf", "moved");
    }

    @Test
    void summary_json_tells_them_apart_in_every_cell_and_answer() throws IOException {
        JsonNode summary = json(report(both));
        assertThat(summary.at("/answers")).singleElement().satisfies(answer -> assertThat(
                        answer.at("/extractor").asText())
                .isEqualTo("frozen"));
        assertThat(summary.at("/answersMoved"))
                .extracting(answer -> answer.at("/head").asText())
                .containsExactly("full", "lwf");
        assertThat(summary.at("/aggregates"))
                .allSatisfy(cell -> assertThat(cell.at("/extractor").asText())
                        .isEqualTo(
                                switch (cell.at("/head").asText()) {
                                    case "full", "lwf" -> "moved";
                                    default -> cell.at("/role").asText().equals("source") ? "source" : "frozen";
                                }));
        assertThat(summary.at("/retention"))
                .extracting(cell -> cell.at("/extractor").asText())
                .contains("frozen", "moved");
    }

    @Test
    void a_sign_names_the_place_with_what_became_of_f() {
        List<Cell> cells = cells(List.of(FULL)).stream()
                .map(cell -> cell.where().equals(Where.SOURCE)
                        ? cell
                        : new Cell(
                                cell.scheme(),
                                cell.seed(),
                                cell.where(),
                                new Outcome.Completed(
                                        Map.of(Series.CLEAN, Small.first(80), Series.UNBOUNDED, Small.first(80)))))
                .toList();
        assertThat(new Signs(new Results(experiment(List.of(FULL)), cells))
                        .all()
                        .get(0)
                        .cells()
                        .get(0))
                .hasToString("ce on letters, full head, f moved, seed 0: 0.800 right");
    }

    @Test
    void a_study_that_never_moves_f_says_nothing_of_it() {
        Report report = report(List.of(CE, PGD));
        String page = page(report).replace(Text.escape(ResultsCsv.COLUMNS.get("extractor")), "");
        assertThat(page).doesNotContain("f moved", "letters, f frozen", "(f frozen)", "<h3>", "id=\"moved\"");
        assertThat(report.answers().get(0).sentence()).startsWith("Robustness does not transfer to letters: under");
        assertThat(report.terminalTable()).noneMatch(line -> line.contains("frozen"));
        assertThat(report.best()).hasValue("pgd/pgd 0.350");
    }

    private static Experiment experiment(List<Scheme> heads) {
        return Small.experiment(3, List.of(CE, NOISE, PGD), heads);
    }

    private static Report report(List<Scheme> heads) {
        return new Report(experiment(heads), cells(heads));
    }

    private static List<Cell> cells(List<Scheme> heads) {
        List<Cell> cells = new ArrayList<>();
        for (long seed = 0; seed < 3; seed++) {
            for (Scheme scheme : List.of(CE, NOISE, PGD)) {
                int source = scheme.equals(PGD) ? 60 : 20;
                cells.add(new Cell(scheme.name(), seed, Where.SOURCE, measured(90, source)));
                for (Scheme head : heads) {
                    int robust = ROBUST.get(head.name())[scheme.equals(PGD) ? 0 : 1];
                    cells.add(new Cell(
                            scheme.name(), seed, new Where.OnTarget("letters", head.name()), measured(80, robust)));
                }
            }
        }
        return cells;
    }

    private static String section(String page, String id) {
        int from = page.indexOf("<section id=\"" + id + "\"");
        assertThat(from).as("section " + id).isNotNegative();
        return page.substring(from, page.indexOf("</section>", from));
    }

    private static String page(Report report) {
        return new String(report.reportHtml(), UTF_8);
    }

    private static JsonNode json(Report report) throws IOException {
        return new ObjectMapper().readTree(report.summaryJson());
    }
}
