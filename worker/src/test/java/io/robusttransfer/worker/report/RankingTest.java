package io.robusttransfer.worker.report;

import static io.robusttransfer.worker.report.Small.CE;
import static io.robusttransfer.worker.report.Small.NOISE;
import static io.robusttransfer.worker.report.Small.PGD;
import static io.robusttransfer.worker.report.Small.measured;
import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.worker.report.Experiment.Scheme;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankingTest {
    private static final Scheme GIVEN = new Scheme("theirs", "pretrained", "", "pretrained", false, true);

    @Test
    void a_scheme_that_leads_at_every_seed_is_the_most_robust() {
        Finding ranking = ranking(List.of(CE, NOISE, PGD), new int[][] {{20, 22, 21}, {40, 42, 39}, {60, 61, 62}});
        assertThat(ranking.verdict()).isEqualTo(Verdict.YES);
        assertThat(ranking.sentence())
                .isEqualTo(
                        "The most robust of the 3 source schemes compared is pgd 0.610 (robust accuracy on digits under"
                                + " pgd20 (Linf, eps 8/255)), over 3 seeds.");
        assertThat(ranking.rows())
                .extracting(Finding.Row::words)
                .containsExactly("pgd − ce", "noise − ce", "pgd − best of the others");
        assertThat(ranking.rows().get(0).figure().mean()).isEqualTo(.4, org.assertj.core.api.Assertions.within(1e-9));
        assertThat(ranking.rows().subList(0, 2)).allMatch(row -> row.figure().low() > 0);
        assertThat(ranking.rows().get(2).figure().low())
                .as("as Hsu's are constrained")
                .isZero();
    }

    @Test
    void schemes_that_seeds_do_not_tell_apart_are_named_together() {
        Finding ranking = ranking(List.of(CE, NOISE, PGD), new int[][] {{20, 22, 21}, {60, 62, 59}, {61, 60, 62}});
        assertThat(ranking.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(ranking.sentence())
                .contains("one of 2 that 3 seeds do not tell apart: pgd 0.610, noise 0.603 (")
                .endsWith("; the other one is less robust.");
    }

    @Test
    void equal_ones_are_never_told_apart() {
        Finding ranking = ranking(List.of(CE, NOISE, PGD), new int[][] {{20, 20, 20}, {60, 60, 60}, {60, 60, 60}});
        assertThat(ranking.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(ranking.sentence()).contains("noise 0.600, pgd 0.600");
    }

    @Test
    void where_no_scheme_can_gain_over_ce_none_is_worth_naming() {
        Finding ranking = ranking(List.of(CE, NOISE, PGD), new int[][] {{60, 61, 62}, {60, 61, 62}, {58, 59, 60}});
        assertThat(ranking.verdict()).isEqualTo(Verdict.NO);
        assertThat(ranking.sentence())
                .startsWith("Of the 3 source schemes compared none gains 0.020 over ce: the highest");
    }

    @Test
    void at_chance_level_nothing_is_said_not_to_gain() {
        Finding ranking = ranking(List.of(CE, NOISE, PGD), new int[][] {{0, 0, 0}, {0, 0, 0}, {1, 0, 0}});
        assertThat(ranking.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(ranking.sentence()).endsWith("but all are at chance level: a smaller epsilon tells more.");
    }

    @Test
    void a_leader_whose_own_seeds_vary_much_is_not_shown_to_be_the_best() {
        List<Scheme> schemes = new ArrayList<>(List.of(PGD, NOISE));
        int[][] robust = new int[10][];
        robust[0] = new int[] {75, 62, 70};
        robust[1] = new int[] {50, 60, 45};
        for (int i = 2; i < robust.length; i++) {
            schemes.add(new Scheme("still" + i, "ceN"));
            robust[i] = new int[] {20, 20, 20};
        }
        Finding ranking = ranking(schemes, robust);
        assertThat(ranking.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(ranking.sentence()).endsWith("but their own seeds do not show its lead over noise.");
    }

    @Test
    void with_two_seeds_it_says_what_it_needs() {
        Finding ranking = ranking(List.of(CE, PGD), new int[][] {{20, 22}, {60, 61}});
        assertThat(ranking.verdict()).isEqualTo(Verdict.NEEDS_SEEDS);
        assertThat(ranking.sentence()).contains("(has 2): on these models pgd 0.605 is the highest");
        assertThat(ranking.rows()).isEmpty();
    }

    @Test
    void what_is_one_model_or_lacks_a_seed_is_left_out_and_said_to_be() {
        List<Scheme> schemes = List.of(CE, NOISE, PGD, GIVEN);
        List<Cell> cells = cells(schemes, new int[][] {{20, 22, 21}, {40, 42, 39}, {60, 61, 62}, {90, 90, 90}});
        Finding ranking = finding(
                schemes,
                3,
                Small.replaced(cells, "noise", 1, Where.SOURCE, new Outcome.Diverged("source training", 4)));
        assertThat(ranking.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(ranking.sentence())
                .contains("of the 2 compared it is pgd 0.610", "but one that is left out is as robust.");
        assertThat(ranking.notes())
                .containsExactly(
                        "Left out of the comparison: noise was not measured at every seed (0.395); theirs was given, one f"
                                + " for all seeds (0.900).");
    }

    @Test
    void a_seed_that_no_model_has_finished_leaves_the_others_to_answer() {
        List<Scheme> schemes = List.of(CE, NOISE, PGD);
        Finding ranking = finding(schemes, 4, cells(schemes, new int[][] {{20, 22, 21}, {40, 42, 39}, {60, 61, 62}}));
        assertThat(ranking.verdict()).isEqualTo(Verdict.YES);
        assertThat(ranking.sentence()).endsWith("over 3 seeds.");
        assertThat(ranking.notes()).containsExactly("Over 3 of 4 seeds: no model was measured at 3.");
    }

    @Test
    void intervals_are_said_to_hold_for_all_schemes_at_once_and_ce_has_the_manifests_name() {
        Scheme plain = new Scheme("plain", "ce");
        Finding ranking = ranking(List.of(plain, NOISE, PGD), new int[][] {{60, 61, 62}, {60, 61, 62}, {58, 59, 60}});
        assertThat(ranking.evidence().caption()).contains("Simultaneous intervals", "Dunnett", "Of 100 images.");
        assertThat(ranking.rows()).extracting(Finding.Row::words).startsWith("noise − plain", "pgd − plain");
        assertThat(ranking.sentence()).contains("none gains 0.020 over plain: ");
    }

    @Test
    void accuracies_that_are_alike_are_no_surer_than_half_an_image() {
        Finding ranking = ranking(List.of(CE, PGD), new int[][] {{60, 60, 60}, {61, 61, 61}});
        assertThat(ranking.verdict()).isEqualTo(Verdict.UNDECIDED);
        // 4.302652730 · √(2 · 0.005² / 3)
        assertThat(ranking.rows().get(0).figure().half())
                .isEqualTo(.0175655, org.assertj.core.api.Assertions.within(1e-6));
    }

    @Test
    void without_ce_each_is_compared_with_the_best_of_the_others() {
        Finding ranking = ranking(List.of(NOISE, PGD), new int[][] {{40, 42, 39}, {60, 61, 62}});
        assertThat(ranking.verdict()).isEqualTo(Verdict.YES);
        assertThat(ranking.rows())
                .extracting(Finding.Row::words)
                .containsExactly("pgd − best of the others", "noise − best of the others");
        assertThat(ranking.rows().get(0).figure().low()).isZero();
        assertThat(ranking.rows().get(1).figure().high()).isZero();
    }

    @Test
    void one_scheme_alone_cannot_be_ranked() {
        Finding ranking = ranking(List.of(CE), new int[][] {{20, 22, 21}});
        assertThat(ranking.verdict()).isEqualTo(Verdict.UNANSWERABLE);
        assertThat(ranking.toAdd()).isPresent();
    }

    private static Finding ranking(List<Scheme> schemes, int[][] robust) {
        return finding(schemes, robust[0].length, cells(schemes, robust));
    }

    private static Finding finding(List<Scheme> schemes, int seeds, List<Cell> cells) {
        return new Report(Small.experiment(seeds, schemes, List.of(CE)), cells)
                .findings()
                .get(0);
    }

    private static List<Cell> cells(List<Scheme> schemes, int[][] robust) {
        List<Cell> cells = new ArrayList<>();
        for (int scheme = 0; scheme < robust.length; scheme++) {
            for (int seed = 0; seed < robust[scheme].length; seed++) {
                cells.add(new Cell(schemes.get(scheme).name(), seed, Where.SOURCE, measured(95, robust[scheme][seed])));
            }
        }
        return cells;
    }
}
