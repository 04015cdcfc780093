package io.robusttransfer.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RunningList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private static final ExperimentStatus BEFORE = status("Running", 1L, "3/9", 0, "Running", "3 of 9 stages", null);

    @Test
    void stages_that_are_done_and_jobs_that_run_are_progress() {
        assertThat(Progress.isAll(BEFORE, status("Running", 1L, "4/9", 0, "Running", "4 of 9 stages", null)))
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "phase,               Reporting, 1, 9/9, 0, Reporting,  9 of 9 stages,",
        "generation,          Running,   2, 3/9, 0, Running,    3 of 9 stages,",
        "a failure,           Running,   1, 3/9, 1, Running,    3 of 9 stages,",
        "a condition's reason, Running,  1, 3/9, 0, BackingOff, 3 of 9 stages,",
        "a Job that waits,    Running,   1, 3/9, 0, Running,    3 of 9 stages, no node fits"
    })
    void what_a_person_may_wait_for_is_not(
            String what,
            String phase,
            long generation,
            String done,
            int failed,
            String reason,
            String message,
            String waiting) {
        assertThat(Progress.isAll(BEFORE, status(phase, generation, done, failed, reason, message, waiting)))
                .as(what)
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
