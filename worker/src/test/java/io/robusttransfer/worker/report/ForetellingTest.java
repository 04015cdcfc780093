package io.robusttransfer.worker.report;

import static io.robusttransfer.worker.report.Small.CE;
import static io.robusttransfer.worker.report.Small.HEAD;
import static io.robusttransfer.worker.report.Small.measured;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Outcome.Completed;
import io.robusttransfer.worker.report.Plot.Scatter.Predictor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ForetellingTest {
    /** Of scheme and seed. */
    private interface Score {
        Double of(int scheme, int seed);
    }

    /** Rises with the scheme, and so does robust accuracy, by four images of a hundred from one to the next. */
    private static final Score RISING = (scheme, seed) -> scheme + .1 * seed;

    /** In no order. */
    private static final Score STRAY = (scheme, seed) -> (scheme * 7 + 3) % 10 + .1 * seed;

    @Test
    void a_score_that_orders_source_schemes_as_their_robustness_does_foretells_it() {
        Finding finding = finding(10, 3, RISING, STRAY);
        assertThat(finding.verdict()).isEqualTo(Verdict.YES);
        assertThat(finding.sentence())
                .startsWith(
                        "A transferability score foretells robustness on letters (rank correlation with robust accuracy"
                                + " under pgd20 (Linf, eps 8/255), ce head, over 10 source schemes): LEEP +1.000")
                .contains("by Holm over 2 scores")
                .doesNotContain("NCE");
        assertThat(finding.rows()).extracting(Finding.Row::words).containsExactly("robust on digits", "LEEP", "NCE");
        assertThat(finding.evidence().margin()).isEqualTo(.3);
    }

    @Test
    void one_that_orders_them_the_other_way_round_does_not_and_is_named() {
        Finding finding = finding(10, 3, (scheme, seed) -> -RISING.of(scheme, seed));
        assertThat(finding.verdict()).isEqualTo(Verdict.NO);
        assertThat(finding.sentence())
                .startsWith("No transferability score foretells robustness on letters")
                .endsWith("every interval ends below 0.300.");
        assertThat(finding.notes()).contains("The other way round, with as small a p: LEEP.");
    }

    @Test
    void one_in_no_order_leaves_it_undecided() {
        Finding finding = finding(10, 3, STRAY);
        assertThat(finding.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(finding.sentence()).startsWith("It is undecided whether a transferability score foretells");
    }

    @Test
    void two_seeds_need_a_third_and_four_schemes_a_fifth() {
        assertThat(finding(10, 2, RISING).verdict()).isEqualTo(Verdict.NEEDS_SEEDS);
        Finding few = finding(4, 3, RISING);
        assertThat(few.verdict()).isEqualTo(Verdict.UNANSWERABLE);
        assertThat(few.sentence()).contains("needs 5 source schemes that were measured at every seed (has 4");
        assertThat(few.toAdd()).isPresent();
    }

    @Test
    void what_a_seed_adds_to_all_schemes_alike_says_nothing() {
        Score alone = (scheme, seed) -> (scheme * 7. + 3) % 10;
        assertThat(correlation(finding(10, 3, (scheme, seed) -> alone.of(scheme, seed) + 100 * seed)))
                .isEqualTo(correlation(finding(10, 3, alone)));
    }

    private static double correlation(Finding finding) {
        return finding.rows().get(1).figure().mean();
    }

    @Test
    void a_scheme_without_the_score_is_left_out_of_that_score_alone() {
        Finding finding = finding(10, 3, (scheme, seed) -> scheme < 3 ? null : RISING.of(scheme, seed), RISING);
        assertThat(finding.rows())
                .extracting(row -> row.words() + " " + row.figure().n())
                .containsExactly("robust on digits 10", "LEEP 7", "NCE 10");
    }

    @Test
    void what_is_all_alike_has_no_correlation_and_is_shown_to_have_none() throws IOException {
        Report report = new Report(experiment(10, 3, 2), cells(10, 3, OWN, (scheme, seed) -> 1., RISING));
        assertThat(new String(report.reportHtml(), UTF_8)).contains("<td colspan=\"6\">no value, or all alike</td>");
        JsonNode finding = summary(report);
        assertThat(finding.at("/margin").asDouble()).isEqualTo(.3);
        JsonNode correlations = finding.at("/correlations");
        assertThat(correlations).hasSize(5);
        assertThat(correlations.get(3).at("/with").asText()).isEqualTo("LEEP");
        assertThat(correlations.get(3).at("/spearman/mean").isNull()).isTrue();
        assertThat(correlations.get(4).at("/spearman/n").asInt()).isEqualTo(10);
        assertThat(correlations.get(4).at("/pByHolm").asDouble()).isLessThan(.01);
        assertThat(finding(10, 3, (scheme, seed) -> 1.).sentence())
                .contains("no score differs between 5 source schemes");
    }

    /** Robust accuracy on the target follows clean accuracy on the source, and so does the score: held, nothing is left. */
    @Test
    void what_clean_accuracy_on_the_source_says_already_is_taken_off() {
        Predictor score = predictors(findingOf(
                        10,
                        3,
                        (scheme, seed) -> measured(40 + 4 * scheme + 6 * ((7 * scheme + 2 * seed) % 5), 20),
                        (scheme, seed) ->
                                scheme + 1.5 * ((7 * scheme + 2 * seed) % 5) + (4. * scheme + 2 * seed + 1) % 7))
                .get(3);
        assertThat(score.ranks().orElseThrow().spearman().mean()).isGreaterThan(.75);
        assertThat(score.ranks().orElseThrow().partial()).isBetween(-.3, .3);
        Predictor clean = predictors(findingOf(10, 3, (scheme, seed) -> measured(50 + 4 * scheme, 20), RISING))
                .get(1);
        assertThat(clean.words()).isEqualTo("clean on digits");
        assertThat(clean.ranks().orElseThrow().partial()).isNaN();
    }

    @Test
    void what_is_missing_is_said() {
        Report without = new Report(Small.experiment(3), Small.cells(49, 50, 51));
        assertThat(Small.findings(without, "transferability")).singleElement().satisfies(finding -> assertThat(
                        finding.toAdd())
                .hasValue("Add `transferability: {}` to spec.study.evaluation."));
        Scheme full = new Scheme("full", "full", "", "full", true, false);
        Experiment moved = Small.with(
                Small.experiment(3, schemes(5), List.of(full)),
                List.of(Quantity.score("leep", "LEEP", nats(), HIGHER)));
        assertThat(Small.findings(new Report(moved, List.of()), "transferability")
                        .get(0)
                        .sentence())
                .contains("scores are of a frozen f, which every head moves");
    }

    @Test
    void at_chance_level_nothing_is_foretold() {
        List<Cell> cells = new ArrayList<>();
        for (int scheme = 0; scheme < 10; scheme++) {
            for (int seed = 0; seed < 3; seed++) {
                cells.add(new Cell("scheme" + scheme, seed, Where.SOURCE, measured(90, 50)));
                cells.add(scored(scheme, seed, scheme, RISING));
            }
        }
        Finding finding = Small.findings(new Report(experiment(10, 3, 1), cells), "transferability")
                .get(0);
        assertThat(finding.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(finding.notes()).anyMatch(note -> note.contains("at chance level"));
    }

    private static final Quantity.Better HIGHER = Quantity.Better.HIGHER;

    private static Quantity.Unit nats() {
        return new Quantity.Unit("nats");
    }

    private static List<Scheme> schemes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Scheme("scheme" + i, i == 0 ? "ce" : "ceA"))
                .toList();
    }

    private static Experiment experiment(int schemes, int seeds, int scores) {
        List<Quantity> all =
                List.of(Quantity.score("leep", "LEEP", nats(), HIGHER), Quantity.score("nce", "NCE", nats(), HIGHER));
        return Small.with(Small.experiment(seeds, schemes(schemes), List.of(CE)), all.subList(0, scores));
    }

    private interface OnSource {
        Outcome of(int scheme, int seed);
    }

    private static final OnSource OWN = (scheme, seed) -> measured(90, 40 + 5 * scheme + seed);

    private static Finding finding(int schemes, int seeds, Score... scores) {
        return findingOf(schemes, seeds, OWN, scores);
    }

    private static Finding findingOf(int schemes, int seeds, OnSource source, Score... scores) {
        Results results = new Results(experiment(schemes, seeds, scores.length), cells(schemes, seeds, source, scores));
        return new Foretelling(results, new RankCorrelation(500)).findings().get(0);
    }

    private static List<Cell> cells(int schemes, int seeds, OnSource source, Score... scores) {
        List<Cell> cells = new ArrayList<>();
        for (int scheme = 0; scheme < schemes; scheme++) {
            for (int seed = 0; seed < seeds; seed++) {
                cells.add(new Cell("scheme" + scheme, seed, Where.SOURCE, source.of(scheme, seed)));
                cells.add(scored(scheme, seed, 30 + 4 * scheme + seed, scores));
            }
        }
        return cells;
    }

    private static Cell scored(int scheme, int seed, int robust, Score... scores) {
        Map<String, Double> numbers = new java.util.HashMap<>();
        for (int i = 0; i < scores.length; i++) {
            Double score = scores[i].of(scheme, seed);
            if (score != null) {
                numbers.put(List.of("leep", "nce").get(i), score);
            }
        }
        return new Cell(
                "scheme" + scheme, seed, HEAD, new Completed(((Completed) measured(80, robust)).series(), numbers));
    }

    private static List<Predictor> predictors(Finding finding) {
        return ((Plot.Scatter) finding.evidence().plot().orElseThrow()).predictors();
    }

    private static JsonNode summary(Report report) throws IOException {
        for (JsonNode finding :
                new ObjectMapper().readTree(report.summaryJson()).at("/findings")) {
            if (finding.at("/question").asText().equals("transferability")) {
                return finding;
            }
        }
        throw new AssertionError("no finding of transferability");
    }
}
