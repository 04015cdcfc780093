package io.robusttransfer.operator.observe;

import static io.robusttransfer.operator.observe.SampleJobs.ended;
import static io.robusttransfer.operator.observe.SampleJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import org.junit.jupiter.api.Test;

class SlimJobsTest {
    private static final Job JOB = job("rt-a-1", "a");

    @Test
    void what_the_job_controller_counts_for_itself_changes_nothing() {
        Job counted = new JobBuilder(JOB)
                .editMetadata()
                .withResourceVersion("8")
                .endMetadata()
                .editStatus()
                .withStartTime("2026-01-01T00:00:01Z")
                .withActive(1)
                .withTerminating(0)
                .withNewUncountedTerminatedPods()
                .withSucceeded("pod")
                .endUncountedTerminatedPods()
                .addNewCondition()
                .withType("SuccessCriteriaMet")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
        assertThat(SlimJobs.same(SlimJobs.slim(JOB), counted)).isTrue();
    }

    @Test
    void a_pod_that_is_ready_an_end_a_deletion_and_a_release_from_a_queue_change_something() {
        Job before = SlimJobs.slim(JOB);
        assertThat(SlimJobs.same(
                        before,
                        new JobBuilder(JOB)
                                .editStatus()
                                .withReady(1)
                                .endStatus()
                                .build()))
                .isFalse();
        assertThat(SlimJobs.same(before, ended("Complete", "CompletionsReached", "")))
                .isFalse();
        assertThat(SlimJobs.same(before, ended("Failed", "BackoffLimitExceeded", "")))
                .isFalse();
        assertThat(SlimJobs.same(
                        before,
                        new JobBuilder(JOB)
                                .editMetadata()
                                .withDeletionTimestamp("2026-01-01T00:00:01Z")
                                .endMetadata()
                                .build()))
                .isFalse();
        assertThat(SlimJobs.same(
                        before,
                        new JobBuilder(JOB)
                                .editSpec()
                                .withSuspend(true)
                                .endSpec()
                                .build()))
                .isFalse();
    }
}
