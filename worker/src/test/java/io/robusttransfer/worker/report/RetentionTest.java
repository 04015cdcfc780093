package io.robusttransfer.worker.report;

import static io.robusttransfer.worker.report.Small.HEAD;
import static io.robusttransfer.worker.report.Small.PGD;
import static io.robusttransfer.worker.report.Small.ROBUST;
import static io.robusttransfer.worker.report.Small.cells;
import static io.robusttransfer.worker.report.Small.experiment;
import static io.robusttransfer.worker.report.Small.measured;
import static io.robusttransfer.worker.report.Small.replaced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {
    @Test
    void the_ratio_is_the_share_that_stays_robust_on_the_target_over_that_on_the_source() {
        Retention r = retention(3, cells(40, 40, 40));
        // (0.40 / 0.80) / (0.60 / 0.90)
        assertThat(r.ratio().orElseThrow().mean()).isCloseTo(0.75, within(1e-12));
        assertThat(r.ratio().orElseThrow().n()).isEqualTo(3);
    }

    @Test
    void the_floor_of_ten_classes_and_a_hundred_images_is_nearly_sixteen() {
        assertThat(Retention.floor(10, 100)).isCloseTo(0.158798920, within(1e-9));
        assertThat(Retention.floor(2, 1_000_000)).isCloseTo(0.5, within(0.001));
    }

    @Test
    void there_is_no_ratio_when_one_seed_is_no_better_than_guessing() {
        Retention r = retention(3, cells(40, 15, 40));
        assertThat(r.ratio()).isEmpty();
        assertThat(r.why()).isEqualTo("target robust accuracy at the floor");
        assertThat(r.targetRobust()).isPresent();
    }

    @Test
    void a_source_at_the_floor_has_nothing_to_retain() {
        Retention r = retention(1, replaced(cells(40), "pgd", 0, Where.SOURCE, measured(90, 12)));
        assertThat(r.ratio()).isEmpty();
        assertThat(r.why()).isEqualTo("source robust accuracy at the floor");
    }

    @Test
    void seeds_without_both_domains_do_not_count() {
        Retention r = retention(2, replaced(cells(40, 20), "pgd", 1, Where.SOURCE, new Outcome.Missing("failed")));
        assertThat(r.ratio().orElseThrow().n()).isEqualTo(1);
        assertThat(r.targetRobust().orElseThrow().mean())
                .as("of the seed that the ratio is of")
                .isCloseTo(0.40, within(1e-12));
        assertThat(retention(1, List.of()).why()).isEqualTo("no seed completed on both domains");
    }

    private static Retention retention(int seeds, List<Cell> cells) {
        return Retention.of(new Results(experiment(seeds), cells), PGD, (Where.OnTarget) HEAD, ROBUST);
    }
}
