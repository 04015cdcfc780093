package io.robusttransfer.operator.observe;

import static io.robusttransfer.operator.observe.SampleJobs.ended;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.ListResult;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.operator.decide.JobState;
import io.robusttransfer.operator.decide.Obstacle;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobReadingTest {
    private static final Instant END = Instant.parse("2026-01-01T00:01:00Z");
    private static final TerminationMessage WORKED =
            new TerminationMessage(null, null, new ListResult(3, IndexSet.of(List.of(0, 1)), null), null);

    @Test
    void a_complete_job_says_what_its_pod_said_and_which_image_ran() {
        JobState state = read(
                ended("Complete", "CompletionsReached", ""),
                pod("2026-01-01T00:00:05Z", "Succeeded", 0, "Completed", WORKED.text(List.of())));
        assertThat(state)
                .isEqualTo(
                        new JobState.Succeeded(END, Optional.of(WORKED), "worker:1", Optional.of("worker@sha256:1")));
    }

    @Test
    void of_several_pods_the_one_that_succeeded_speaks() {
        JobState state = read(
                ended("Complete", "CompletionsReached", ""),
                pod("2026-01-01T00:00:30Z", "Failed", 143, "Error", ""),
                pod("2026-01-01T00:00:05Z", "Succeeded", 0, "Completed", WORKED.text(List.of())));
        assertThat(((JobState.Succeeded) state).said()).contains(WORKED);
    }

    @Test
    void of_several_failed_pods_the_newest_speaks() {
        JobState.Failed state = failed(
                pod("2026-01-01T00:00:05Z", "Failed", 143, "Error", "stopped after saving"),
                pod("2026-01-01T00:00:30Z", "Failed", 1, "Error", "java.lang.IllegalStateException"));
        assertThat(state.exitCode()).contains(1);
        assertThat(state.message()).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void a_container_killed_for_memory_says_so() {
        JobState.Failed state = failed(pod("2026-01-01T00:00:05Z", "Failed", 137, "OOMKilled", ""));
        assertThat(state.reason()).isEqualTo("OOMKilled");
        assertThat(state.exitCode()).contains(137);
        assertThat(state.message()).contains("spec.worker.resources.limits.memory");
    }

    @Test
    void a_container_killed_after_it_said_how_far_it_was_is_explained_by_its_job() {
        JobState.Failed state = failed(pod("2026-01-01T00:00:05Z", "Failed", 137, "Error", WORKED.text(List.of())));
        assertThat(state.message()).isEqualTo(failed().message());
        assertThat(state.said()).contains(WORKED);
    }

    @Test
    void an_evicted_pod_gives_the_node_s_reason() {
        Pod pod = new PodBuilder(pod("2026-01-01T00:00:05Z", "Failed", 137, "Error", ""))
                .editStatus()
                .withReason("Evicted")
                .withMessage("The node was low on resource: ephemeral-storage.")
                .endStatus()
                .build();
        assertThat(failed(pod).reason()).isEqualTo("Evicted");
        assertThat(failed(pod).message()).contains("ephemeral-storage");
    }

    @Test
    void a_problem_that_was_said_is_the_message() {
        TerminationMessage said =
                new TerminationMessage("spec.study.source.dataset.uri: no such bucket", null, null, null);
        JobState.Failed state = failed(pod("2026-01-01T00:00:05Z", "Failed", 2, "Error", said.text(List.of())));
        assertThat(state.message()).isEqualTo(said.problem());
        assertThat(state.said()).contains(said);
    }

    @Test
    void the_exit_code_of_an_older_pod_is_not_that_of_the_pod_that_the_job_names() {
        Pod older = pod("2026-01-01T00:00:05Z", "Failed", 143, "Error", "stopped after saving");
        older.getMetadata().setName("rt-a-1-older");
        JobState.Failed state = failedIn("worker", 139, older);
        assertThat(state.exitCode()).contains(139);
        assertThat(state.message()).contains("pod research/rt-a-1-x failed with exit code 139");
    }

    @Test
    void the_exit_code_outlives_the_pod() {
        JobState.Failed state = failed();
        assertThat(state.exitCode()).contains(2);
        assertThat(state.reason()).isEqualTo("PodFailurePolicy");
        assertThat(state.said()).isEmpty();
    }

    @Test
    void the_exit_code_of_an_init_container_is_not_the_worker_s_unless_it_was_told_to_stop() {
        assertThat(failedIn("init", 2).exitCode()).isEmpty();
        assertThat(failedIn("init", 4).exitCode()).isEmpty();
        assertThat(failedIn("init", 4).message()).startsWith("Container init for pod");
        assertThat(failedIn("init", 143).exitCode()).contains(143);
        assertThat(failedIn("worker", 4).exitCode()).contains(4);
    }

    @Test
    void a_job_whose_pod_a_node_did_not_admit_says_why_and_that_no_worker_ran() {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withCreationTimestamp("2026-01-01T00:00:05Z")
                .endMetadata()
                .withNewStatus()
                .withPhase("Failed")
                .withReason("OutOfcpu")
                .withMessage("Pod was rejected: Node didn't have enough resource: cpu")
                .endStatus()
                .build();
        JobState.Failed state = (JobState.Failed) read(backoffLimitExceeded(), pod);
        assertThat(state.exitCode()).isEmpty();
        assertThat(state.reason()).isEqualTo("OutOfcpu");
        assertThat(state.message()).contains("didn't have enough resource: cpu");
    }

    @Test
    void a_job_whose_pod_is_gone_and_left_no_exit_code_says_that_no_worker_ran() {
        JobState.Failed state = (JobState.Failed) read(backoffLimitExceeded());
        assertThat(state.exitCode()).isEmpty();
        assertThat(state.reason()).isEqualTo("NeverRan");
        assertThat(state.message()).contains("before the worker was started");
    }

    @Test
    void the_exit_code_of_a_container_that_was_never_started_is_none() {
        Pod deleted = pod("2026-01-01T00:00:05Z", "Failed", 137, "ContainerStatusUnknown", "it could not be located");
        Pod lost = new PodBuilder(deleted).build();
        deleted.getStatus().getContainerStatuses().get(0).setImageID("");
        assertThat(failedIn("worker", 137, deleted).exitCode()).isEmpty();
        assertThat(failedIn("worker", 137, deleted).reason()).isEqualTo("NeverRan");
        assertThat(failedIn("worker", 137, lost).exitCode()).contains(137);
    }

    @Test
    void the_exit_code_of_a_container_that_could_not_be_started_is_none() {
        Pod pod = pod("2026-01-01T00:00:05Z", "Failed", 128, "StartError", "exec: \"worker\": not found in $PATH");
        pod.getStatus().getContainerStatuses().get(0).getState().getTerminated().setStartedAt("1970-01-01T00:00:00Z");
        JobState.Failed state = failedIn("worker", 128, pod);
        assertThat(state.exitCode()).isEmpty();
        assertThat(state.reason()).isEqualTo("StartError");
        assertThat(state.message()).contains("not found in $PATH");
    }

    @Test
    void the_newest_pod_speaks_though_it_is_gone_and_each_as_it_is_listed() {
        Pod first = named("first", pod("2026-01-01T00:00:05Z", "Failed", 143, "Error", "saved"));
        Pod second = named("second", pod("2026-01-01T00:00:30Z", "Failed", 1, "Error", "late words"));
        Pod early = named("second", pod("2026-01-01T00:00:30Z", "Failed", 1, "Error", ""));
        assertThat(exitCode(List.of(first), List.of(first, second))).contains(1);
        assertThat(exitCode(List.of(), List.of(first))).contains(143);
        assertThat(PodReading.ending(List.of(first, second), List.of(early)))
                .get()
                .extracting(PodReading.PodEnding::message)
                .isEqualTo("late words");
    }

    private static Optional<Integer> exitCode(List<Pod> listed, List<Pod> seen) {
        return PodReading.ending(listed, seen).flatMap(PodReading.PodEnding::exitCode);
    }

    private static Pod named(String uid, Pod pod) {
        pod.getMetadata().setUid(uid);
        return pod;
    }

    private static Job backoffLimitExceeded() {
        return ended("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
    }

    @Test
    void what_is_no_message_of_a_worker_is_not_understood_but_shown() {
        JobState.Failed state = failed(pod("2026-01-01T00:00:05Z", "Failed", 1, "Error", "{\"oops\""));
        assertThat(state.said()).isEmpty();
        assertThat(state.message()).isEqualTo("{\"oops\"");
    }

    @Test
    void a_job_that_is_slimmed_reads_the_same() {
        Job job = ended(
                "Failed",
                "PodFailurePolicy",
                "Container worker for pod a/b failed with exit code 4 matching FailJob rule");
        assertThat(JobReading.ended(SlimJobs.slim(job), Optional.empty()))
                .isEqualTo(JobReading.ended(job, Optional.empty()));
        assertThat(SlimJobs.slim(job)
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getEnv())
                .isEmpty();
    }

    @Test
    void a_suspended_job_waits_in_its_queue_and_without_one_needs_action() {
        Job job = SampleJobs.job("rt-a-1", "a");
        assertThat(JobReading.queued(job).kind()).isEqualTo(Obstacle.Kind.NEEDS_ACTION);
        job.getMetadata().getLabels().put(SlimJobs.QUEUE, "gpu");
        assertThat(JobReading.queued(SlimJobs.slim(job)).message()).contains("queue gpu");
        assertThat(JobReading.queued(job).kind()).isEqualTo(Obstacle.Kind.NEEDS_TIME);
    }

    @Test
    void a_job_that_is_run_in_another_cluster_waits_for_a_person_even_when_it_has_ended() {
        for (Job job : List.of(SampleJobs.job("rt-a-1", "a"), ended("Complete", "CompletionsReached", ""))) {
            assertThat(JobReading.sentAway(job)).isEmpty();
            job.getSpec().setManagedBy("kubernetes.io/job-controller");
            assertThat(JobReading.sentAway(job)).isEmpty();
            job.getSpec().setManagedBy("kueue.x-k8s.io/multikueue");
            assertThat(JobReading.sentAway(SlimJobs.slim(job)))
                    .containsInstanceOf(JobState.Waiting.class)
                    .hasValueSatisfying(state -> assertThat(((JobState.Waiting) state).why())
                            .satisfies(why -> assertThat(why.kind()).isEqualTo(Obstacle.Kind.NEEDS_ACTION))
                            .satisfies(why -> assertThat(why.reason()).isEqualTo("ManagedElsewhere"))
                            .satisfies(why -> assertThat(why.message())
                                    .contains("rt-a-1", "kueue.x-k8s.io/multikueue", "kueue.x-k8s.io/queue-name")));
            job.getMetadata().setDeletionTimestamp("2026-01-01T00:02:00Z");
            assertThat(JobReading.sentAway(job)).containsInstanceOf(JobState.Terminating.class);
        }
    }

    private static JobState.Failed failed(Pod... pods) {
        return failedIn("worker", 2, pods);
    }

    private static JobState.Failed failedIn(String container, int exitCode, Pod... pods) {
        String message =
                "Container %s for pod research/rt-a-1-x failed with exit code %d matching FailJob rule at index 2"
                        .formatted(container, exitCode);
        return (JobState.Failed) read(ended("Failed", "PodFailurePolicy", message), pods);
    }

    private static JobState read(Job job, Pod... pods) {
        return JobReading.ended(job, PodReading.ending(List.of(pods))).orElseThrow();
    }

    private static Pod pod(String created, String phase, int exitCode, String reason, String message) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("rt-a-1-x")
                .withCreationTimestamp(created)
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .addNewContainerStatus()
                .withName("worker")
                .withImageID("worker@sha256:1")
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(reason)
                .withMessage(message)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }
}
