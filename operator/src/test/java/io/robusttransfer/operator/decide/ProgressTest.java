package io.robusttransfer.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RunningList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final ExperimentStatus BEFORE = status("Running", 1L, "3/9", 0, "Running", "3 of 9 stages", null);

    @Test
    void stages_that_are_done_and_jobs_that_run_are_progress() {
        assertThat(Progress.isAll(BEFORE, status("Running", 1L, "4/9", 0, "Running", "4 of 9 stages", null)))
                .isTrue();
    }

    @Test
    void what_somebody_may_wait_for_is_not() {
        assertThat(Progress.isAll(BEFORE, status("Reporting", 1L, "9/9", 0, "Reporting", "9 of 9 stages", null)))
                .as("phase")
                .isFalse();
        assertThat(Progress.isAll(BEFORE, status("Running", 2L, "3/9", 0, "Running", "3 of 9 stages", null)))
                .as("generation of the spec")
                .isFalse();
        assertThat(Progress.isAll(BEFORE, status("Running", 1L, "3/9", 1, "Running", "3 of 9 stages", null)))
                .as("a failure")
                .isFalse();
        assertThat(Progress.isAll(BEFORE, status("Running", 1L, "3/9", 0, "BackingOff", "3 of 9 stages", null)))
                .as("a condition's reason")
                .isFalse();
        assertThat(Progress.isAll(BEFORE, status("Running", 1L, "3/9", 0, "Running", "3 of 9 stages", "no node fits")))
                .as("a Job that waits")
                .isFalse();
    }

    @Test
    void of_an_experiment_that_does_not_run_everything_is_news() {
        ExperimentStatus stalled = status("Stalled", 1L, "3/9", 0, "NameTaken", "Job a is in the way", null);
        assertThat(Progress.isAll(stalled, status("Stalled", 1L, "3/9", 0, "NameTaken", "Job b is in the way", null)))
                .isFalse();
    }

    private static ExperimentStatus status(
            String phase, long generation, String done, int failed, String reason, String message, String waiting) {
        return new ExperimentStatus(
                generation,
                phase,
                done,
                1,
                failed,
                null,
                null,
                null,
                List.of(new RunningList(1, "train " + done, "rt-1", 1, waiting)),
                null,
                null,
                List.of(new ConditionBuilder()
                        .withType("Ready")
                        .withStatus("False")
                        .withReason(reason)
                        .withMessage(message)
                        .build()),
                Map.of());
    }
}
