package io.robusttransfer.worker.report;

import static io.robusttransfer.worker.report.Small.CE;
import static io.robusttransfer.worker.report.Small.HEAD;
import static io.robusttransfer.worker.report.Small.NOISE;
import static io.robusttransfer.worker.report.Small.PGD;
import static io.robusttransfer.worker.report.Small.answer;
import static io.robusttransfer.worker.report.Small.cells;
import static io.robusttransfer.worker.report.Small.experiment;
import static io.robusttransfer.worker.report.Small.measured;
import static io.robusttransfer.worker.report.Small.replaced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.report.Experiment.Attack;
import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Experiment.Threat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuestionTest {
    @Test
    void a_clear_gain_at_every_seed_is_a_yes() {
        Answer answer = answer(experiment(3), cells(49, 50, 51));
        assertThat(answer.verdict()).isEqualTo(Verdict.YES);
        Answer.Comparison c = answer.comparison().orElseThrow();
        assertThat(c.robust()).isEqualTo(PGD);
        assertThat(c.baseline()).isEqualTo(CE);
        // 0.19, 0.20, 0.21: s = 0.01, half = 4.302652730 · 0.01 / sqrt 3
        assertThat(c.overSeeds().mean()).isCloseTo(0.2, within(1e-12));
        assertThat(c.overSeeds().half()).isCloseTo(0.02484137711, within(1e-9));
        assertThat(c.overImages().mean()).isCloseTo(0.2, within(1e-12));
        assertThat(answer.sentence())
                .isEqualTo(
                        "Robustness transfers to letters: under pgd20 (Linf, eps 8/255) with a ce head, pgd has 0.500"
                                + " (0.600 on the source) and ce 0.300, a difference of +0.200; 95% interval over 3 seeds +0.175 to +0.225.");
    }

    @Test
    void no_gain_with_a_narrow_interval_is_a_no() {
        Answer answer = answer(experiment(3), cells(30, 30, 30));
        assertThat(answer.verdict()).isEqualTo(Verdict.NO);
        assertThat(answer.sentence()).startsWith("Robustness does not transfer to letters:");
    }

    @Test
    void seeds_that_agree_to_the_image_are_no_surer_than_half_an_image() {
        Answer.Comparison c =
                answer(experiment(3), cells(31, 31, 31)).comparison().orElseThrow();
        assertThat(c.overSeeds().half()).isCloseTo(.005 * 2.484137710889, within(1e-9));
        assertThat(answer(experiment(3), cells(31, 31, 31)).verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void seeds_that_disagree_are_undecided() {
        Answer answer = answer(experiment(3), cells(20, 50, 60));
        assertThat(answer.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(answer.sentence()).startsWith("It is undecided whether robustness transfers to letters");
    }

    @Test
    void two_seeds_need_a_third_however_clear_they_are() {
        Answer answer = answer(experiment(2), cells(60, 60));
        assertThat(answer.verdict()).isEqualTo(Verdict.NEEDS_SEEDS);
        assertThat(answer.toAdd()).hasValue("Add seeds to spec.study.seeds: 3 at least.");
        assertThat(answer.sentence())
                .startsWith("Needs 3 seeds to tell whether robustness transfers to letters (has 2): on these models")
                .contains("over 100 images");
    }

    @Test
    void the_scheme_is_chosen_on_the_source_and_not_on_the_target() {
        List<Cell> cells = cells(10, 10, 10);
        for (long seed = 0; seed < 3; seed++) {
            cells = List.copyOf(replaced(cells, "noise", seed, HEAD, measured(80, 70)));
        }
        Answer.Comparison c = answer(experiment(3), cells).comparison().orElseThrow();
        assertThat(c.robust()).isEqualTo(PGD);
        assertThat(c.overSeeds().mean()).isCloseTo(-0.2, within(1e-12));
    }

    @Test
    void a_ce_scheme_is_never_the_robust_one() {
        List<Cell> cells = cells(50, 50, 50);
        for (long seed = 0; seed < 3; seed++) {
            cells = List.copyOf(replaced(cells, "ce", seed, Where.SOURCE, measured(90, 90)));
        }
        assertThat(answer(experiment(3), cells).comparison().orElseThrow().robust())
                .isEqualTo(PGD);
    }

    @Test
    void of_equally_robust_schemes_the_first_is_chosen() {
        List<Cell> cells = cells(50, 50, 50);
        for (long seed = 0; seed < 3; seed++) {
            cells = List.copyOf(replaced(cells, "noise", seed, Where.SOURCE, measured(90, 60)));
        }
        assertThat(answer(experiment(3), cells).comparison().orElseThrow().robust())
                .isEqualTo(NOISE);
    }

    @Test
    void of_schemes_that_are_alike_on_the_source_the_first_is_no_yes_by_its_own_seeds_alone() {
        List<Cell> cells = cells(34, 35, 36);
        int[] onTarget = {29, 40, 33};
        for (int seed = 0; seed < 3; seed++) {
            cells = replaced(cells, "noise", seed, Where.SOURCE, measured(90, 57 + 2 * seed));
            cells = replaced(cells, "noise", seed, HEAD, measured(80, onTarget[seed]));
        }
        Answer answer = answer(experiment(3), cells);
        assertThat(answer.comparison().orElseThrow().overSeeds().low()).isPositive();
        assertThat(answer.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(answer.sentence())
                .contains(
                        "but it came first of 2 that the source does not tell apart (noise, pgd), and for all of them at once p is 0.2");
        // as noisy on the target, but far less robust on the source
        for (int seed = 0; seed < 3; seed++) {
            cells = replaced(cells, "noise", seed, Where.SOURCE, measured(90, 40));
        }
        assertThat(answer(experiment(3), cells).verdict()).isEqualTo(Verdict.YES);
    }

    @Test
    void a_seed_that_diverged_is_left_out_of_the_pairs_and_named() {
        List<Cell> cells =
                replaced(cells(49, 50, 51, 50), "ce", 2, HEAD, new Outcome.Diverged("target retraining", 17));
        Answer answer = answer(experiment(4), cells);
        assertThat(answer.verdict()).isEqualTo(Verdict.YES);
        assertThat(answer.comparison().orElseThrow().pairs())
                .extracting(Answer.Pair::seed)
                .containsExactly(0L, 1L, 3L);
        assertThat(answer.notes())
                .containsExactly("Rests on 3 of 4 seeds: ce diverged in target retraining, step 17 (seed 2).");
    }

    @Test
    void figures_at_chance_level_are_pointed_out() {
        List<Cell> cells = atEverySeed(cells(10, 10, 10), "ce", HEAD, measured(80, 1));
        assertThat(answer(experiment(3), cells).notes())
                .singleElement()
                .asString()
                .contains("at chance level on letters");
    }

    @Test
    void where_the_most_robust_scheme_is_at_chance_level_on_the_source_there_is_nothing_to_transfer() {
        List<Cell> cells = cells(40, 40, 40);
        for (String scheme : List.of("noise", "pgd")) {
            cells = atEverySeed(cells, scheme, Where.SOURCE, measured(90, 12));
        }
        Answer answer = answer(experiment(3), cells);
        assertThat(answer.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(answer.sentence()).endsWith("but on the source noise (0.120) is at chance level.");
    }

    @Test
    void a_scheme_that_is_no_more_robust_than_ce_on_the_source_transfers_nothing() {
        List<Cell> cells = atEverySeed(cells(49, 50, 51), "ce", Where.SOURCE, measured(90, 70));
        Answer answer = answer(experiment(3), cells);
        assertThat(answer.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(answer.sentence()).endsWith("but on the source pgd (0.600) is no more robust than ce (0.700).");
    }

    @Test
    void a_gain_within_chance_level_is_no_yes() {
        List<Cell> cells = atEverySeed(cells(10, 10, 10), "ce", HEAD, measured(80, 1));
        Answer answer = answer(experiment(3), cells);
        assertThat(answer.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(answer.sentence()).endsWith("but both are at chance level on letters.");
    }

    @Test
    void a_scheme_of_which_one_seed_is_left_is_not_the_robust_one_where_another_has_all() {
        List<Cell> cells = cells(49, 50, 51);
        for (long seed = 0; seed < 2; seed++) {
            cells = replaced(cells, "noise", seed, Where.SOURCE, new Outcome.Diverged("source training", 1));
        }
        cells = replaced(cells, "noise", 2, Where.SOURCE, measured(90, 88));
        assertThat(answer(experiment(3), cells).comparison().orElseThrow().robust())
                .isEqualTo(PGD);
    }

    private static List<Cell> atEverySeed(List<Cell> cells, String scheme, Where where, Outcome outcome) {
        List<Cell> all = cells;
        for (long seed = 0; seed < 3; seed++) {
            all = replaced(all, scheme, seed, where, outcome);
        }
        return all;
    }

    @Test
    void without_a_ce_source_the_manifest_line_to_add_is_said() {
        Answer answer = answer(experiment(3, List.of(NOISE, PGD), List.of(CE)), List.of());
        assertThat(answer.verdict()).isEqualTo(Verdict.UNANSWERABLE);
        assertThat(answer.toAdd()).hasValue("Add `{name: ce, ce: {}}` to spec.study.source.schemes.");
    }

    @Test
    void with_ce_alone_a_robust_scheme_is_asked_for() {
        Answer answer = answer(experiment(3, List.of(CE, new Scheme("ce-long", "ce")), List.of(CE)), List.of());
        assertThat(answer.toAdd().orElseThrow()).contains("`{name: ceA, ceA: {}}`");
    }

    @Test
    void without_a_ce_head_the_target_to_add_it_to_is_said() {
        Answer answer = answer(experiment(3, List.of(CE, PGD), List.of(NOISE)), List.of());
        assertThat(answer.toAdd()).hasValue("Add `{name: ce, ce: {}}` to spec.study.targets[letters].schemes.");
    }

    @Test
    void without_an_attack_one_is_asked_for() {
        Experiment e = experiment(3);
        Answer answer = answer(
                new Experiment(
                        e.name(),
                        e.source(),
                        10,
                        e.schemes(),
                        e.targets(),
                        e.seeds(),
                        e.threat(),
                        List.of(),
                        e.certificates(),
                        e.further(),
                        e.devices(),
                        e.command(),
                        e.facts(),
                        e.study()),
                List.of());
        assertThat(answer.toAdd().orElseThrow()).contains("spec.study.evaluation");
    }

    @Test
    void cells_that_are_not_there_yet_are_named_with_their_reason() {
        Answer answer = answer(experiment(3), List.of());
        assertThat(answer.sentence())
                .contains("noise not run yet (seeds 0, 1, 2); pgd not run yet (seeds 0, 1, 2)")
                .endsWith("Put right what stopped it, and run the experiment again: it goes on where it stopped.");
    }

    @Test
    void when_all_pairs_diverged_running_again_is_not_the_advice() {
        List<Cell> cells = cells(50, 50, 50);
        for (long seed = 0; seed < 3; seed++) {
            cells = List.copyOf(replaced(cells, "pgd", seed, HEAD, new Outcome.Diverged("target retraining", 3)));
        }
        Answer answer = answer(experiment(3), cells);
        assertThat(answer.verdict()).isEqualTo(Verdict.UNANSWERABLE);
        assertThat(answer.toAdd().orElseThrow()).contains("learningRate").doesNotContain("again");
    }

    @Test
    void the_headline_is_the_threats_epsilon_in_any_notation_else_the_largest_of_its_norm() {
        List<Attack> attacks = List.of(
                new Attack("fgsm", "fgsm", "Linf", List.of("4/255", "8/255"), null),
                new Attack("pgd20", "pgd", "Linf", List.of("16/510", "0.1"), null),
                new Attack("l2", "pgd", "L2", List.of("0.5", "1"), null));
        assertThat(headline("Linf", "8/255", attacks)).isEqualTo("the worst of fgsm+pgd20 (Linf, eps 8/255)");
        assertThat(headline("Linf", "4/255", attacks)).isEqualTo("fgsm (Linf, eps 4/255)");
        assertThat(headline("Linf", "0.3", attacks)).isEqualTo("pgd20 (Linf, eps 0.1)");
        assertThat(headline("L2", "0.25", attacks)).isEqualTo("l2 (L2, eps 1)");
        assertThat(headline("L1", "1", attacks)).isEqualTo("pgd20 (Linf, eps 0.1)");
    }

    private static String headline(String norm, String epsilon, List<Attack> attacks) {
        Experiment e = experiment(3);
        return new Experiment(
                        e.name(),
                        e.source(),
                        10,
                        e.schemes(),
                        e.targets(),
                        e.seeds(),
                        Optional.of(new Threat(norm, epsilon)),
                        attacks,
                        e.certificates(),
                        e.further(),
                        e.devices(),
                        e.command(),
                        e.facts(),
                        e.study())
                .headline()
                .orElseThrow()
                .words();
    }
}
