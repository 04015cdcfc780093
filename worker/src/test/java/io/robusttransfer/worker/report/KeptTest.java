package io.robusttransfer.worker.report;

import static io.robusttransfer.worker.report.Small.CE;
import static io.robusttransfer.worker.report.Small.HEAD;
import static io.robusttransfer.worker.report.Small.NOISE;
import static io.robusttransfer.worker.report.Small.PGD;
import static io.robusttransfer.worker.report.Small.measured;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Experiment.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On the source 0.60 of pgd and 0.20 of ce withstand the attack, with heads fitted anew 0.55 and 0.15, on the target 0.40 and 0.30. */
class KeptTest {
    private static final Where REFIT = new Where.OnTarget("refit", "ce");
    private static final Target CONTROL = new Target("refit", 10, List.of(NOISE, CE), true);

    @Test
    void a_head_fitted_anew_on_the_source_tells_what_another_head_changes_from_what_comes_with_the_target() {
        List<Kept> kept = kept(report(CONTROL).answers().get(0));
        assertThat(kept).extracting(each -> each.target().scheme()).containsExactly(PGD, CE);
        Retention refit = kept.get(0).refit().orElseThrow();
        assertThat(refit.where()).isEqualTo(REFIT);
        assertThat(refit.sourceRobust().orElseThrow().mean()).isEqualTo(.6, within(1e-9));
        assertThat(refit.targetRobust().orElseThrow().mean()).isEqualTo(.55, within(1e-9));
        assertThat(Kept.said(kept))
                .isEqualTo(
                        "A ce head fitted anew on the source brings pgd from 0.600 to 0.550: that is what another head"
                                + " changes. The rest comes with the target: its images, and how many there are to fit a head.");
        assertThat(page(report(CONTROL))).contains("0.600 → 0.550 → 0.400", "75 % ± 0 retained", "class=\"chance\"");
    }

    @Test
    void how_much_is_retained_is_a_line_of_its_own_since_a_yes_may_keep_little() {
        assertThat(report(CONTROL).answers().get(0).retained())
                .hasValue(
                        "pgd retains 75% of the robust accuracy that it has on the source, each as a share of clean accuracy;"
                                + " with a ce head fitted anew on the source 92%.");
    }

    @Test
    void that_robustness_transfers_to_the_control_is_not_asked() {
        Report report = report(CONTROL);
        assertThat(report.answers()).extracting(Answer::target).containsExactly("letters");
        assertThat(page(report)).doesNotContain("Without the control");
    }

    @Test
    void all_three_figures_are_of_the_seeds_that_have_all_three() {
        List<Cell> cells =
                Small.replaced(cells(CONTROL), "pgd", 2, REFIT, new Outcome.Diverged("target retraining", 1));
        cells = Small.replaced(cells, "pgd", 2, HEAD, measured(80, 70));
        Kept kept =
                kept(new Report(experiment(CONTROL), cells).answers().get(0)).get(0);
        assertThat(kept.target().targetRobust().orElseThrow().mean()).isEqualTo(.4, within(1e-9));
        assertThat(kept.target().targetRobust().orElseThrow().n()).isEqualTo(2);
    }

    @Test
    void of_a_control_with_a_ce_head_alone_no_other_question_is_asked() {
        Target ce = new Target("refit", 10, List.of(CE), true);
        assertThat(report(ce).findings())
                .extracting(
                        finding -> finding.asked().id() + " " + finding.asked().target())
                .containsExactly("ranking null", "retraining letters", "shift null", "transferability null");
        assertThat(Small.findings(report(CONTROL), "retraining"))
                .extracting(finding -> finding.asked().target())
                .containsExactly("letters", "refit");
    }

    @Test
    void the_ranking_says_how_source_schemes_compare_with_one_head_for_all() {
        assertThat(Small.findings(report(CONTROL), "ranking").get(0).notes())
                .contains("With a ce head fitted anew for each: pgd 0.550, ce 0.150.");
    }

    @Test
    void without_a_control_the_card_says_what_to_add_and_so_it_does_where_the_control_has_no_ce_head() {
        for (Target target :
                List.of(new Target("refit", 10, List.of(CE)), new Target("refit", 10, List.of(NOISE), true))) {
            assertThat(page(report(target)))
                    .contains("add `{name: refit, dataset: {sameAs: source}, schemes: [{name: ce, ce: {}}]}` to")
                    .doesNotContain("there with a ce head fitted anew");
        }
    }

    @Test
    void summary_json_has_every_step_and_chance() throws IOException {
        JsonNode kept =
                new ObjectMapper().readTree(report(CONTROL).summaryJson()).at("/answer/kept");
        assertThat(kept).hasSize(2);
        assertThat(kept.get(0).at("/refit/mean").asDouble()).isEqualTo(.55, within(1e-9));
        // (0.40 / 0.80) / (0.60 / 0.90), and (0.55 / 0.90) / (0.60 / 0.90)
        assertThat(kept.get(0).at("/retained/mean").asDouble()).isEqualTo(.75, within(1e-9));
        assertThat(kept.get(0).at("/retainedByRefit/mean").asDouble()).isEqualTo(11 / 12., within(1e-9));
        assertThat(kept.get(0).at("/chanceOnTarget").asDouble()).isEqualTo(.1);
    }

    private static List<Kept> kept(Answer answer) {
        return answer.comparison().orElseThrow().kept();
    }

    private static String page(Report report) {
        return new String(report.reportHtml(), UTF_8);
    }

    private static Report report(Target second) {
        return new Report(experiment(second), cells(second));
    }

    private static Experiment experiment(Target second) {
        Experiment small = Small.experiment(3, List.of(CE, PGD), List.of(CE));
        return new Experiment(
                small.name(),
                small.source(),
                small.classes(),
                small.schemes(),
                List.of(small.targets().get(0), second),
                small.seeds(),
                small.threat(),
                small.attacks(),
                small.certificates(),
                small.further(),
                small.devices(),
                small.command(),
                small.facts(),
                small.study());
    }

    private static List<Cell> cells(Target second) {
        List<Cell> cells = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            cells.add(new Cell("ce", seed, Where.SOURCE, measured(90, 20)));
            cells.add(new Cell("pgd", seed, Where.SOURCE, measured(90, 60)));
            cells.add(new Cell("ce", seed, HEAD, measured(80, 30)));
            cells.add(new Cell("pgd", seed, HEAD, measured(80, 40)));
            for (Scheme head : second.heads()) {
                Where there = new Where.OnTarget("refit", head.name());
                cells.add(new Cell("ce", seed, there, measured(90, head.equals(CE) ? 15 : 1)));
                cells.add(new Cell("pgd", seed, there, measured(90, head.equals(CE) ? 55 : 1)));
            }
        }
        return cells;
    }
}
