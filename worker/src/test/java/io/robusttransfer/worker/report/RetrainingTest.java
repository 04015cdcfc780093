package io.robusttransfer.worker.report;

import static io.robusttransfer.worker.report.Small.CE;
import static io.robusttransfer.worker.report.Small.NOISE;
import static io.robusttransfer.worker.report.Small.PGD;
import static io.robusttransfer.worker.report.Small.measured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.report.Experiment.Scheme;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetrainingTest {
    private static final Scheme FULL = new Scheme("full", "full", "", "full", true, false);

    private static final List<String> SOURCES = List.of("ce", "noise", "pgd");

    /** How many more images of a hundred withstand an attack with any head, by source scheme. */
    private static final List<Integer> BETTER = List.of(0, 3, 6);

    /** How many more with a head other than ce: in the mean none. */
    private static final List<Integer> GAINS = List.of(-2, 4, -2);

    /** Clean and robust images of a hundred with a head, in the mean over source schemes but for what all heads gain. */
    private record Figures(Scheme head, int clean, int... robust) {}

    @Test
    void a_robust_head_helps_where_its_mean_gain_over_sources_is_above_0_and_its_cost_stands_beside_it() {
        Finding finding = only(new Figures(CE, 80, 30, 32, 31), new Figures(PGD, 75, 40, 43, 41));
        assertThat(finding.verdict()).isEqualTo(Verdict.YES);
        assertThat(finding.sentence())
                .startsWith(
                        "Retraining the head on letters by pgd helps: clean accuracy -0.050, robust accuracy +0.103 on average"
                                + " over source schemes under pgd20 (Linf, eps 8/255); 95% interval over 3 seeds +0.0");
        assertThat(finding.notes()).anyMatch(note -> note.startsWith("Under attacks along gradients alone"));
        assertThat(finding.rows())
                .extracting(Finding.Row::words)
                .containsExactly("pgd − ce, robust", "pgd − ce, clean");
        assertThat(finding.rows().get(1).figure().mean()).isEqualTo(-.05, within(1e-9));
    }

    @Test
    void it_does_not_help_where_no_gain_worth_the_name_is_possible() {
        Finding finding = only(new Figures(CE, 80, 30, 32, 31), new Figures(PGD, 75, 30, 32, 31));
        assertThat(finding.verdict()).isEqualTo(Verdict.NO);
        assertThat(finding.sentence()).contains("does not help", "all of it below a gain of 0.020");
    }

    @Test
    void the_verdict_is_about_ceA_though_another_head_gains_more() {
        Finding finding = only(
                new Figures(CE, 80, 30, 32, 31), new Figures(NOISE, 80, 60, 62, 61), new Figures(PGD, 75, 30, 36, 30));
        assertThat(finding.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(finding.sentence())
                .startsWith("It is undecided whether retraining the head on letters by pgd helps");
        assertThat(finding.rows()).extracting(Finding.Row::words).contains("noise − ce, robust");
    }

    @Test
    void heads_that_move_f_are_asked_apart_against_the_ce_head_over_the_frozen_f() {
        List<Finding> findings = findings(
                new Figures(CE, 80, 30, 32, 31), new Figures(PGD, 75, 30, 32, 31), new Figures(FULL, 90, 50, 52, 51));
        assertThat(findings)
                .extracting(finding -> finding.asked().extractor())
                .containsExactly(Extractor.FROZEN, Extractor.MOVED);
        assertThat(findings.get(0).sentence()).contains("by pgd does not help").doesNotContain("full");
        assertThat(findings.get(1).sentence())
                .startsWith("Training f on letters by full helps: clean accuracy +0.100, robust accuracy +0.200");
    }

    @Test
    void a_source_that_was_not_measured_with_both_heads_at_every_seed_is_left_out_of_all_means() {
        List<Cell> cells = cells(new Figures(CE, 80, 30, 32, 31), new Figures(PGD, 75, 40, 42, 41));
        // the noise model gains six images more than the others, but diverged with one head at one seed
        List<Cell> lacking = Small.replaced(
                cells, "noise", 1, new Where.OnTarget("letters", "pgd"), new Outcome.Diverged("target retraining", 1));
        Finding finding =
                Small.findings(report(lacking, List.of(CE, PGD)), "retraining").get(0);
        assertThat(finding.rows().get(0).figure().mean()).isEqualTo(.08, within(1e-9));
        assertThat(finding.notes())
                .contains(
                        "Over 3 of 3 seeds and 2 of 3 source schemes: the others were not measured with both the pgd and the ce head.");
    }

    @Test
    void a_seed_that_no_model_has_finished_leaves_the_others_to_answer() {
        Finding finding = Small.findings(
                        new Report(
                                Small.experiment(4, List.of(CE, NOISE, PGD), List.of(CE, PGD)),
                                cells(new Figures(CE, 80, 30, 32, 31), new Figures(PGD, 75, 40, 43, 41))),
                        "retraining")
                .get(0);
        assertThat(finding.verdict()).isEqualTo(Verdict.YES);
        assertThat(finding.notes())
                .contains(
                        "Over 3 of 4 seeds and 3 of 3 source schemes: the others were not measured with both the pgd and the ce head.");
    }

    @Test
    void a_seed_at_which_one_head_diverged_with_every_source_leaves_the_others_to_answer() {
        List<Cell> cells = cells(new Figures(CE, 80, 30, 32, 31, 33), new Figures(PGD, 75, 40, 43, 41, 60));
        for (String source : SOURCES) {
            cells = Small.replaced(
                    cells,
                    source,
                    3,
                    new Where.OnTarget("letters", "pgd"),
                    new Outcome.Diverged("target retraining", 1));
        }
        Finding finding = Small.findings(
                        new Report(Small.experiment(4, List.of(CE, NOISE, PGD), List.of(CE, PGD)), cells), "retraining")
                .get(0);
        assertThat(finding.verdict()).isEqualTo(Verdict.YES);
        assertThat(finding.rows().get(0).figure().n()).isEqualTo(3);
    }

    @Test
    void each_head_that_moves_f_has_a_card_of_its_own() {
        Scheme lwf = new Scheme("lwf", "lwf", "", "lwf", true, false);
        assertThat(findings(
                        new Figures(CE, 80, 30, 32, 31),
                        new Figures(PGD, 75, 30, 32, 31),
                        new Figures(lwf, 90, 30, 32, 31),
                        new Figures(FULL, 90, 50, 52, 51)))
                .extracting(finding -> finding.asked().question() + " " + finding.verdict())
                .containsExactly(
                        "Does a robust head help on letters? NO",
                        "Does it help to train f on letters, too, by lwf? NO",
                        "Does it help to train f on letters, too, by full? YES");
    }

    @Test
    void at_chance_level_it_is_undecided_though_no_gain_is_seen() {
        Finding finding = only(new Figures(CE, 80, 0, 0, 0), new Figures(PGD, 75, 0, 0, 0));
        assertThat(finding.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(finding.notes())
                .contains("With both heads robust accuracy is at chance level: a smaller epsilon tells more.");
    }

    @Test
    void without_a_second_head_it_says_what_to_add() {
        Finding finding = only(new Figures(CE, 80, 30, 32, 31));
        assertThat(finding.verdict()).isEqualTo(Verdict.UNANSWERABLE);
        assertThat(finding.toAdd()).hasValue("Add `{name: ceA, ceA: {}}` to spec.study.targets[letters].schemes.");
    }

    private static Finding only(Figures... heads) {
        return findings(heads).get(0);
    }

    private static List<Finding> findings(Figures... heads) {
        return Small.findings(
                report(cells(heads), List.of(heads).stream().map(Figures::head).toList()), "retraining");
    }

    private static Report report(List<Cell> cells, List<Scheme> heads) {
        return new Report(Small.experiment(3, List.of(CE, NOISE, PGD), heads), cells);
    }

    private static List<Cell> cells(Figures... heads) {
        List<Cell> cells = new ArrayList<>();
        for (Figures head : heads) {
            for (int source = 0; source < SOURCES.size(); source++) {
                int gain = head.head().equals(CE) ? 0 : GAINS.get(source);
                for (int seed = 0; seed < head.robust().length; seed++) {
                    cells.add(new Cell(
                            SOURCES.get(source),
                            seed,
                            new Where.OnTarget("letters", head.head().name()),
                            measured(head.clean(), Math.max(0, head.robust()[seed] + BETTER.get(source) + gain))));
                }
            }
        }
        return cells;
    }
}
