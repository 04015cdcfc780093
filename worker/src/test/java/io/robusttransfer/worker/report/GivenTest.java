package io.robusttransfer.worker.report;

import static io.robusttransfer.worker.report.Small.CE;
import static io.robusttransfer.worker.report.Small.measured;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.worker.report.Experiment.Scheme;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An f that was given is the same for every seed: one model with its own head, heads that vary on a target. */
class GivenTest {
    private static final Scheme GIVEN = new Scheme("theirs", "pretrained", "", "pretrained", false, true);
    private static final Scheme FITTED = new Scheme("theirs", "pretrained", "", "ce", false, true);

    @Test
    void with_its_own_head_it_is_one_model_whatever_the_number_of_seeds() {
        Results results = new Results(experiment(GIVEN), cells());
        Estimate own = results.estimate(GIVEN, Where.SOURCE, Quantity.clean()).orElseThrow();
        assertThat(own.n()).isEqualTo(1);
        assertThat(own.hasInterval()).isFalse();
        assertThat(results.isPartial(GIVEN, Where.SOURCE, own)).isFalse();
        assertThat(results.estimate(GIVEN, Small.HEAD, Quantity.clean())
                        .orElseThrow()
                        .n())
                .isEqualTo(3);
        assertThat(page(GIVEN)).contains("one model").doesNotContain("1/3 seeds");
        assertThat(new Report(experiment(GIVEN), cells()).terminalTable()).noneMatch(line -> line.contains("*"));
    }

    @Test
    void with_a_head_that_is_fitted_here_every_seed_is_a_model() {
        Results results = new Results(experiment(FITTED), cells());
        assertThat(results.estimate(FITTED, Where.SOURCE, Quantity.clean())
                        .orElseThrow()
                        .n())
                .isEqualTo(3);
    }

    @Test
    void intervals_over_its_heads_say_so() {
        assertThat(page(GIVEN)).contains(" over heads</small>", "<b>Over heads</b>: theirs was given");
        assertThat(new Report(experiment(GIVEN), cells()).answers().get(0).notes())
                .contains(
                        "theirs was given, the same f for every seed: the interval over seeds is over what is trained on"
                                + " the target and over trainings of ce, not over trainings of theirs on the source.");
        assertThat(page(new Scheme("theirs", "ceA"))).doesNotContain("over heads", "Over heads");
    }

    private static Experiment experiment(Scheme second) {
        return Small.experiment(3, List.of(CE, second), List.of(CE));
    }

    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            cells.add(new Cell("ce", seed, Where.SOURCE, measured(90, 20)));
            cells.add(new Cell("theirs", seed, Where.SOURCE, measured(90, 60)));
            cells.add(new Cell("ce", seed, Small.HEAD, measured(80, 30 + seed)));
            cells.add(new Cell("theirs", seed, Small.HEAD, measured(80, 50 + 2 * seed)));
        }
        return cells;
    }

    private static String page(Scheme second) {
        return new String(new Report(experiment(second), cells()).reportHtml(), UTF_8);
    }
}
