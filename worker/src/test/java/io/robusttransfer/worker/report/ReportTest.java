package io.robusttransfer.worker.report;

import static io.robusttransfer.worker.report.Small.CE;
import static io.robusttransfer.worker.report.Small.HEAD;
import static io.robusttransfer.worker.report.Small.NOISE;
import static io.robusttransfer.worker.report.Small.PGD;
import static io.robusttransfer.worker.report.Small.cells;
import static io.robusttransfer.worker.report.Small.experiment;
import static io.robusttransfer.worker.report.Small.measured;
import static io.robusttransfer.worker.report.Small.replaced;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Outcome.Completed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void results_csv_has_a_line_for_every_cell_seed_and_measure_diverged_ones_too() throws IOException {
        List<Cell> cells = replaced(cells(40, 40), "pgd", 1, HEAD, new Outcome.Diverged("target retraining", 9));
        String text = new String(new Report(experiment(2), cells).resultsCsv(), UTF_8);
        List<CSVRecord> rows = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new java.io.StringReader(text))
                .getRecords();
        // 3 schemes × 2 places × 2 seeds × (clean, robust, certified at 8 radii, 3 quartiles, ACR)
        assertThat(rows).hasSize(3 * 2 * 2 * 14);
        assertThat(rows.get(0).getParser().getHeaderNames())
                .containsExactlyElementsOf(ResultsCsv.COLUMNS.keySet())
                .doesNotHaveDuplicates();
        List<CSVRecord> diverged =
                rows.stream().filter(r -> r.get("outcome").equals("Diverged")).toList();
        assertThat(diverged).hasSize(14).allSatisfy(r -> {
            assertThat(r.get("value")).isEmpty();
            assertThat(r.get("detail")).isEqualTo("target retraining, step 9");
        });
        List<CSVRecord> robust = rows.stream()
                .filter(r -> r.get("measure").equals("robust_accuracy")
                        && r.get("scheme").equals("pgd")
                        && r.get("role").equals("target")
                        && r.get("seed").equals("0"))
                .toList();
        assertThat(robust).singleElement().satisfies(r -> {
            assertThat(r.get("value")).isEqualTo("0.4");
            assertThat(r.get("epsilon")).isEqualTo("8/255");
            assertThat(r.get("images")).isEqualTo("100");
        });
    }

    @Test
    void summary_json_leads_with_the_answer_and_the_best_cell() throws IOException {
        JsonNode summary = summary(new Report(experiment(3), cells(49, 50, 51)));
        assertThat(summary.at("/schema").asText()).isEqualTo("robusttransfer.io/summary/v1");
        assertThat(summary.at("/answer/verdict").asText()).isEqualTo("YES");
        assertThat(summary.at("/answer/sentence").asText()).startsWith("Robustness transfers to letters");
        assertThat(summary.at("/answer/overSeeds/mean").asDouble())
                .isEqualTo(0.2, org.assertj.core.api.Assertions.within(1e-12));
        assertThat(summary.at("/best/words").asText()).isEqualTo("pgd/ce 0.500");
        assertThat(summary.at("/cells/completed").asInt()).isEqualTo(18);
        assertThat(summary.at("/aggregates")).hasSize(3 * 2 * 14);
        assertThat(summary.at("/retention")).hasSize(3);
    }

    @Test
    void all_cards_are_counted_by_their_verdicts() {
        assertThat(new Report(experiment(3), cells(49, 50, 51)).verdicts()).isEqualTo("yes 2, unanswerable 3");
        assertThat(new Report(experiment(2), cells(49, 50)).verdicts()).isEqualTo("needs seeds 2, unanswerable 3");
    }

    @Test
    void summary_json_keeps_its_fields_when_there_is_nothing_to_say() throws IOException {
        JsonNode full = summary(new Report(experiment(3), cells(49, 50, 51)));
        JsonNode empty = summary(new Report(experiment(3), List.of()));
        assertThat(fields(empty)).isEqualTo(fields(full));
        assertThat(fields(empty.at("/answer"))).isEqualTo(fields(full.at("/answer")));
        assertThat(empty.at("/answer/verdict").asText()).isEqualTo("UNANSWERABLE");
        assertThat(empty.at("/best").isNull()).isTrue();
        assertThat(empty.at("/incomplete")).hasSize(18);
        assertThat(empty.toString()).doesNotContain("NaN");
    }

    @Test
    void one_seed_has_no_interval_and_no_nan() throws IOException {
        JsonNode summary = summary(new Report(experiment(1), cells(40)));
        assertThat(summary.at("/answer/overSeeds/low").isNull()).isTrue();
        assertThat(summary.toString()).doesNotContain("NaN");
    }

    @Test
    void the_readme_names_every_column_and_field() throws IOException {
        String readme = Files.readString(Path.of("src/main/java/io/robusttransfer/worker/report/README.md"));
        JsonNode summary = summary(new Report(experiment(3), cells(49, 50, 51)));
        assertThat(ResultsCsv.COLUMNS)
                .allSatisfy((column, meaning) -> assertThat(readme).contains("| `" + column + "` | " + meaning + " |"));
        assertThat(fields(summary)).allSatisfy(field -> assertThat(readme).containsPattern("`" + field + "(\\[\\])?`"));
        assertThat(fields(summary.at("/answer")))
                .allSatisfy(field -> assertThat(readme).containsPattern("\\." + field + "(\\[\\])?`"));
    }

    @Test
    void the_page_has_nothing_to_load_and_no_script() {
        String page = page(new Report(experiment(3), cells(49, 50, 51)));
        assertThat(page)
                .doesNotContain("<script", "http://", "https://", "url(", "@import", "src=", " style=")
                .contains("default-src 'none'");
    }

    @Test
    void names_are_text_and_never_markup() {
        Scheme evil = new Scheme("<img src=x onerror=alert(1)>\"'&", "ceA");
        Experiment experiment = experiment(1, List.of(CE, evil), List.of(CE));
        List<Cell> cells = List.of(
                new Cell("ce", 0, Where.SOURCE, measured(90, 20)),
                new Cell("ce", 0, HEAD, measured(90, 20)),
                new Cell(evil.name(), 0, Where.SOURCE, measured(90, 60)),
                new Cell(evil.name(), 0, HEAD, measured(90, 60)));
        assertThat(page(new Report(experiment, cells))).doesNotContain("<img").contains("&lt;img src=x");
    }

    @Test
    void every_diverged_and_missing_cell_is_on_the_page() {
        List<Cell> cells = replaced(cells(49, 50, 51), "pgd", 1, HEAD, new Outcome.Diverged("target retraining", 4711));
        cells = replaced(cells, "noise", 2, Where.SOURCE, new Outcome.Missing("failed four times"));
        assertThat(page(new Report(experiment(3), cells)))
                .contains("1 diverged, 1 missing", "target retraining, step 4711", "failed four times", "2/3 seeds");
    }

    @Test
    void the_terminal_table_is_aligned_within_a_hundred_columns_of_ascii() {
        List<String> table = new Report(experiment(3), cells(49, 50, 51)).terminalTable();
        assertThat(table)
                .containsExactly(
                        "              source, own head     letters, ce head",
                        "source scheme clean  robust cert   clean  robust cert",
                        "ce            0.900  0.200  0.900  0.800  0.300  0.800",
                        "noise         0.900  0.400  0.900  0.800  0.350  0.800",
                        "pgd           0.900  0.600  0.900  0.800  0.500  0.800",
                        "mean of 3 seeds; robust: pgd20 (Linf, eps 8/255); cert: sigma 0.25, radius 0.25");
        Scheme long1 = new Scheme("pgd-with-a-name-that-goes-on-and-on-and-differs-at-1", "ceA");
        Scheme long2 = new Scheme("pgd-with-a-name-that-goes-on-and-on-and-differs-at-2", "ceA");
        List<String> wide = new Report(
                        experiment(3, List.of(CE, long1, long2), List.of(CE, NOISE, PGD, long1, long2)), List.of())
                .terminalTable();
        assertThat(wide).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        assertThat(wide.stream().filter(l -> l.startsWith("pgd-")).distinct()).hasSize(2);
    }

    @Test
    void cells_that_do_not_belong_are_refused() {
        assertThatThrownBy(
                        () -> new Report(experiment(1), List.of(new Cell("trades", 0, Where.SOURCE, Results.NOT_RUN))))
                .hasMessageContaining("trades");
        Cell twice = new Cell("ce", 0, Where.SOURCE, Results.NOT_RUN);
        assertThatThrownBy(() -> new Report(experiment(1), List.of(twice, twice)))
                .hasMessageContaining("two outcomes for one cell");
        Completed other = new Completed(Map.of(Series.CLEAN, PerImage.of(new int[] {7}, new boolean[] {true})));
        assertThatThrownBy(() -> new Report(
                        experiment(1),
                        List.of(new Cell("ce", 0, HEAD, measured(80, 40)), new Cell("pgd", 0, HEAD, other))))
                .hasMessageContaining("different images (target letters, clean)");
    }

    /** A bound of 2.5 for the noise models, which are certified within 1/8; nothing of the others. */
    private static Report bounded() {
        Experiment small = experiment(2);
        Quantity bound = Quantity.number(
                "lipschitz_bound", "bound of f", new Quantity.Unit("change of f per pixel"), Quantity.Better.LOWER);
        Experiment experiment = new Experiment(
                small.name(),
                small.source(),
                small.classes(),
                small.schemes(),
                small.targets(),
                small.seeds(),
                small.threat(),
                small.attacks(),
                small.certificates(),
                List.of(Quantity.lipschitzRadius(), Quantity.lipschitzAccuracy("36/255", 36 / 255.), bound),
                small.devices(),
                small.command(),
                small.facts(),
                small.study());
        double[] radii = new double[Small.IMAGES];
        java.util.Arrays.fill(radii, .125);
        return new Report(
                experiment,
                cells(40, 40).stream()
                        .map(cell -> {
                            if (!cell.scheme().equals("noise")) {
                                return cell;
                            }
                            Completed done = (Completed) cell.outcome();
                            Map<Series, PerImage> series = new java.util.HashMap<>(done.series());
                            series.put(
                                    Series.LIPSCHITZ,
                                    PerImage.certified(
                                            Small.images(), Small.first(50).right(), radii));
                            return new Cell(
                                    cell.scheme(),
                                    cell.seed(),
                                    cell.where(),
                                    new Completed(series, Map.of("lipschitz_bound", 2.5)));
                        })
                        .toList());
    }

    @Test
    void a_number_of_the_model_is_shown_with_its_unit_where_it_is_there_and_a_dash_where_not() throws IOException {
        Report report = bounded();
        List<CSVRecord> rows = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new java.io.StringReader(new String(report.resultsCsv(), UTF_8)))
                .getRecords();
        List<CSVRecord> bounds = rows.stream()
                .filter(row -> row.get("measure").equals("lipschitz_bound"))
                .toList();
        assertThat(bounds).hasSize(3 * 2 * 2).allSatisfy(row -> {
            assertThat(row.get("outcome")).isEqualTo("Completed");
            assertThat(row.get("value")).isEqualTo(row.get("scheme").equals("noise") ? "2.5" : "");
            assertThat(row.get("unit")).isEqualTo("change of f per pixel");
            assertThat(row.get("better")).isEqualTo("lower");
        });
        assertThat(rows).anySatisfy(row -> {
            assertThat(row.get("measure")).isEqualTo("lipschitz_average_radius");
            assertThat(row.get("value")).isEqualTo("0.0625");
            assertThat(row.get("unit")).isEqualTo("pixels");
            assertThat(row.get("images")).isEqualTo("100");
        });
        JsonNode summary = summary(report);
        assertThat(summary.at("/aggregates")).anySatisfy(node -> {
            assertThat(node.at("/measure").asText()).isEqualTo("lipschitz_bound");
            assertThat(node.at("/mean").asDouble()).isEqualTo(2.5);
            assertThat(node.at("/unit").asText()).isEqualTo("change of f per pixel");
            assertThat(node.at("/better").asText()).isEqualTo("lower");
        });
        assertThat(page(report))
                .contains("bound of f (change of f per pixel)", "<td>2.5<small> ±0</small></td>", "<td>–</td>")
                .contains("ACR: Lipschitz (pixels)", "its cells show –");
        assertThat(page(new Report(experiment(2), cells(40, 40)))).doesNotContain("Lipschitz");
    }

    @Test
    void beside_a_robust_accuracy_of_fewer_images_stands_the_clean_accuracy_of_those() {
        Experiment small = experiment(1);
        Experiment experiment = new Experiment(
                small.name(),
                small.source(),
                small.classes(),
                small.schemes(),
                small.targets(),
                small.seeds(),
                small.threat(),
                List.of(new Experiment.Attack("pgd20", "pgd", "Linf", List.of("8/255"), 20)),
                small.certificates(),
                small.further(),
                small.devices(),
                small.command(),
                small.facts(),
                small.study());
        // of all 100 images 80 are right, of the first 20 all, and 18 of them under attack
        boolean[] attacked = new boolean[20];
        java.util.Arrays.fill(attacked, 0, 18, true);
        Completed few = new Completed(Map.of(
                Series.CLEAN,
                Small.first(80),
                Series.attack("pgd20", "8/255"),
                PerImage.of(IntStream.range(0, 20).toArray(), attacked)));
        String page = page(new Report(experiment, List.of(new Cell("pgd", 0, HEAD, few))));
        assertThat(page)
                .containsPattern("<td class=\"[^\"]*\">0.900<small class=\"nowrap\">\\(1.000\\)</small></td>")
                .contains("<td>0.900<br><small>clean of these images 1.000</small></td>")
                .contains("first 20 images); in brackets: clean, of these images<", "<td>0.800</td>");
        assertThat(page(new Report(small, cells(40)))).doesNotContain("clean of these images", "clean, of these");
    }

    @Test
    void a_source_row_names_the_scheme_that_fitted_its_head() {
        Scheme contrast = new Experiment.Scheme("contrast", "supcon", "", "ceN", false, false);
        assertThat(Coordinates.Place.of(experiment(1), contrast, Where.SOURCE))
                .isEqualTo(new Coordinates.Place("digits", "source", "ceN", "ceN", "source"));
        assertThat(Coordinates.Place.of(experiment(1), Small.NOISE, Where.SOURCE))
                .isEqualTo(new Coordinates.Place("digits", "source", "noise", "ceN", "source"));
    }

    @Property(tries = 10)
    void the_order_of_cells_and_images_changes_no_byte(@ForAll long shuffle) {
        Random random = new Random(shuffle);
        List<Cell> cells = cells(49, 30, 51);
        List<Cell> moved = new ArrayList<>();
        for (Cell cell : cells) {
            Completed done = (Completed) cell.outcome();
            moved.add(new Cell(
                    cell.scheme(),
                    cell.seed(),
                    cell.where(),
                    new Completed(done.series().entrySet().stream()
                            .collect(Collectors.toMap(Map.Entry::getKey, e -> reordered(e.getValue(), random))))));
        }
        Collections.shuffle(moved, random);
        Report a = new Report(experiment(3), cells);
        Report b = new Report(experiment(3), moved);
        assertThat(b.resultsCsv()).isEqualTo(a.resultsCsv());
        assertThat(b.summaryJson()).isEqualTo(a.summaryJson());
        assertThat(b.reportHtml()).isEqualTo(a.reportHtml());
    }

    private static PerImage reordered(PerImage from, Random random) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, from.count()).boxed().toList());
        Collections.shuffle(order, random);
        boolean[] right = new boolean[order.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = from.right()[order.get(i)];
        }
        return new PerImage(
                order.stream().mapToInt(i -> from.images()[i]).toArray(),
                right,
                order.stream().mapToDouble(i -> from.value()[i]).toArray());
    }

    private static JsonNode summary(Report report) throws IOException {
        return new ObjectMapper().readTree(report.summaryJson());
    }

    private static List<String> fields(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String page(Report report) {
        return new String(report.reportHtml(), UTF_8);
    }
}
