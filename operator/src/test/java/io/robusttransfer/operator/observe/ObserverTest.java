package io.robusttransfer.operator.observe;

import static io.robusttransfer.operator.observe.SampleJobs.ended;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.ReportPlace;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.PretendedApi;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.decide.JobState;
import io.robusttransfer.operator.decide.ObservedJob;
import io.robusttransfer.operator.decide.Task;
import io.robusttransfer.operator.job.JobMetadata;
import io.robusttransfer.operator.job.WorkerJobs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a Job ended, or what it waits for, as an API server lists its pods. */
class ObserverTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:02:00Z");
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private final RobustTransferExperiment experiment = SampleExperiment.asServed();
    private final ExperimentCache cache = new ExperimentCache();
    private final List<Pod> listed = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private PretendedApi server;
    private KubernetesClient client;
    private Jobs jobs;
    private Pods pods;
    private Observer observer;

    @BeforeEach
    void start() {
        server = PretendedApi.inTurn(this::answer);
        client = server.client();
        jobs = new Jobs(client, () -> NOW, Set.of("research"));
        pods = new Pods(client, Set.of("research"));
        observer = new Observer(jobs, pods, new WorkerJobs("worker:1"));
    }

    @AfterEach
    void stop() {
        pods.stop();
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        // what the kubelet wrote: exit code, reason, started, image; what is read: exit code, word
        "0,   Completed,              true,  true,  0,   Completed",
        "1,   Error,                  true,  true,  1,   Error",
        "2,   Error,                  true,  true,  2,   Error",
        "4,   Error,                  true,  true,  4,   Error",
        "143, Error,                  true,  true,  143, Error",
        "137, OOMKilled,              true,  true,  137, OOMKilled",
        "137, ContainerStatusUnknown, false, true,  137, ContainerStatusUnknown",
        "137, ContainerStatusUnknown, false, false, ,    NeverRan",
        "128, StartError,             true,  true,  ,    StartError"
    })
    void a_failed_job_ended_as_its_container_did_if_that_was_started(
            int code, String reason, boolean started, boolean image, Integer read, String word) {
        Job job = failed();
        listed.add(new PodBuilder(pod(job))
                .editStatus()
                .addNewContainerStatus()
                .withName("worker")
                .withImageID(image ? "worker@sha256:1" : "")
                .withNewState()
                .withNewTerminated()
                .withExitCode(code)
                .withReason(reason)
                .withStartedAt(started ? "2026-01-01T00:00:30Z" : null)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build());
        JobState.Failed state = observed(job);
        assertThat(state.exitCode()).isEqualTo(Optional.ofNullable(read));
        assertThat(state.reason()).isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource({"OutOfcpu", "UnexpectedAdmissionError", "NodeAffinity", "Evicted", "Preempting"})
    void a_job_whose_pod_has_no_container_has_no_exit_code_and_the_node_s_reason(String reason) {
        Job job = failed();
        listed.add(new PodBuilder(pod(job))
                .editStatus()
                .withReason(reason)
                .withMessage("the node's words")
                .endStatus()
                .build());
        JobState.Failed state = observed(job);
        assertThat(state.exitCode()).isEmpty();
        assertThat(state.reason()).isEqualTo(reason);
        assertThat(state.message()).isEqualTo("the node's words");
    }

    @Test
    void a_pod_of_an_earlier_job_of_that_name_says_nothing() {
        Job job = failed();
        Pod another = pod(job);
        another.getMetadata().getOwnerReferences().get(0).setUid("an earlier Job");
        another.getStatus().setReason("Evicted");
        listed.add(another);
        assertThat(observed(job).reason()).isEqualTo("NeverRan");
    }

    @Test
    void how_a_job_ended_is_asked_for_once() {
        Job job = failed();
        listed.add(pod(job));
        observed(job);
        listed.clear();
        observed(job);
        assertThat(requests).hasSize(1);
    }

    @Test
    void a_job_that_waits_for_the_operator_s_default_image_is_outdated_once_that_is_another() {
        Job job = live();
        waits(job, "ErrImagePull");
        assertThat(isOutdated(job, "worker:1")).isFalse();
        assertThat(isOutdated(job, "worker:2")).isTrue();
        job.getMetadata().getAnnotations().remove(JobMetadata.IMAGE);
        assertThat(isOutdated(job, "worker:2")).as("of an earlier operator").isTrue();
    }

    @Test
    void a_job_that_waits_for_anything_else_is_not_made_anew_by_an_upgrade_of_the_operator() {
        Job job = live();
        waits(job, "CreateContainerConfigError");
        assertThat(isOutdated(job, "worker:2")).isFalse();
    }

    @Test
    void an_image_that_a_webhook_wrote_instead_is_not_asked_for_again_and_again() {
        Job job = live();
        job.getSpec().getTemplate().getSpec().getContainers().get(0).setImage("mirror/worker:1");
        waits(job, "ErrImagePull");
        assertThat(isOutdated(job, "worker:1")).isFalse();
    }

    @Test
    void a_finished_job_whose_end_the_status_tells_and_that_others_keep_from_going_is_not_deleted_again_and_again() {
        Job leaving = new JobBuilder(ended(live(), "Complete", "CompletionsReached", ""))
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:01:30Z")
                .addToFinalizers("example.org/keeps-it")
                .addToLabels(JobMetadata.TASK, "list")
                .addToAnnotations(JobMetadata.LIST, "0")
                .endMetadata()
                .build();
        jobs.created(leaving);
        assertThat(own()).as("the status does not tell yet").hasSize(1);
        experiment.setStatus(complete());
        assertThat(own()).isEmpty();
    }

    private List<ObservedJob> own() {
        return observer.observe(experiment, cache, RebuiltPlan.NONE, NOW)
                .snapshot()
                .own();
    }

    private static ExperimentStatus complete() {
        List<Condition> conditions = Stream.of("Ready", "Complete")
                .map(type ->
                        new ConditionBuilder().withType(type).withStatus("True").build())
                .toList();
        ReportPlace report = new ReportPlace("s3://results/report", "0".repeat(64), null, null, null, Map.of());
        return new ExperimentStatus(
                1L, "Complete", null, null, null, null, null, null, null, null, report, conditions, Map.of());
    }

    private boolean isOutdated(Job job, String defaultImage) {
        jobs.created(job);
        return new Observer(jobs, pods, new WorkerJobs(defaultImage))
                .observe(experiment, cache, RebuiltPlan.NONE, NOW)
                .snapshot()
                .own()
                .get(0)
                .outdated();
    }

    private void waits(Job job, String reason) {
        listed.add(new PodBuilder(pod(job))
                .editMetadata()
                .withResourceVersion("8")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .editStatus()
                .withPhase("Pending")
                .addNewContainerStatus()
                .withName("worker")
                .withNewState()
                .withNewWaiting("no", reason)
                .endState()
                .endContainerStatus()
                .endStatus()
                .build());
        pods.start();
    }

    private JobState.Failed observed(Job job) {
        jobs.created(job);
        return (JobState.Failed) observer.observe(experiment, cache, RebuiltPlan.NONE, NOW)
                .snapshot()
                .own()
                .get(0)
                .state();
    }

    private Job failed() {
        return ended(live(), "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
    }

    private Job live() {
        Job made = new WorkerJobs("worker:1")
                .job(
                        experiment,
                        Optional.empty(),
                        Optional.empty(),
                        new Decision.Start(new Task.MakePlan(), 1, 1),
                        Optional.empty());
        return new JobBuilder(made)
                .editMetadata()
                .withUid("uid of the Job")
                .withResourceVersion("8")
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .withNewStatus()
                .endStatus()
                .build();
    }

    private static Pod pod(Job job) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("research")
                .withName("pod")
                .withUid("uid of the pod")
                .withCreationTimestamp("2026-01-01T00:00:05Z")
                .addToLabels(Pods.JOB_NAME, job.getMetadata().getName())
                .addNewOwnerReference()
                .withKind("Job")
                .withUid(job.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .withNewStatus()
                .withPhase("Failed")
                .endStatus()
                .build();
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().toString().contains("watch=true")) {
            PretendedApi.watch(exchange);
            return;
        }
        requests.add(exchange.getRequestURI().toString());
        byte[] body = JSON.asJson(new PodListBuilder()
                        .withNewMetadata()
                        .withResourceVersion("8")
                        .endMetadata()
                        .withItems(listed)
                        .build())
                .getBytes(StandardCharsets.UTF_8);
        PretendedApi.respond(exchange, 200, body);
    }
}
