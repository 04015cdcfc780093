package io.robusttransfer.operator.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.robusttransfer.crds.api.Execution;
import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.OnFailure;
import io.robusttransfer.crds.api.Resources;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.api.Worker;
import io.robusttransfer.crds.protocol.JobInput;
import io.robusttransfer.crds.protocol.JobInput.ExperimentInput;
import io.robusttransfer.crds.protocol.JobInput.ResultsInput;
import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.decide.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerJobsTest {
    /** -Dgolden writes the files anew; what they then say is for a person to read. */
    @ParameterizedTest
    @CsvSource({
        "plan.yaml, plan, false",
        "list.yaml, list, false",
        "report.yaml, report, false",
        "list-with-template.yaml, list, true",
        "plan-with-template.yaml, plan, true"
    })
    void a_job_is_as_its_golden_file_says(String golden, String word, boolean withTemplate) throws IOException {
        Task task = word.equals("list") ? Given.list(1) : word.equals("plan") ? Given.PLAN : Given.REPORT;
        Job job = withTemplate
                ? Given.job(Given.experimentWithTemplate(), task, Optional.of(Given.template()))
                : Given.job(task);
        String yaml = Serialization.asYaml(job);
        if (System.getProperty("golden") != null) {
            Files.writeString(Path.of("src/test/resources/io/robusttransfer/operator/job", golden), yaml);
        }
        assertThat(yaml).isEqualTo(Given.text(golden));
    }

    @Test
    void what_is_written_on_a_job_is_read_from_it_again() {
        assertThat(JobMetadata.of(Given.job(Given.list(1))))
                .contains(new JobMetadata(
                        Given.experiment().getMetadata().getUid(),
                        Given.list(1),
                        2,
                        1,
                        Set.of("b".repeat(16), "c".repeat(16))));
        assertThat(JobMetadata.of(Given.job(Given.PLAN)).orElseThrow().task()).isEqualTo(Given.PLAN);
        assertThat(JobMetadata.of(Given.job(Given.REPORT)).orElseThrow().task()).isEqualTo(Given.REPORT);
    }

    @Test
    void a_job_of_an_operator_that_did_not_count_attempts_in_a_row_is_the_first_in_a_row() {
        Job job = Given.job(Given.list(1));
        job.getMetadata().getAnnotations().put(JobMetadata.IN_A_ROW, "5");
        assertThat(JobMetadata.of(job).orElseThrow().inARow()).isEqualTo(5);
        job.getMetadata().getAnnotations().remove(JobMetadata.IN_A_ROW);
        assertThat(JobMetadata.of(job).orElseThrow().inARow()).isEqualTo(1);
    }

    @Test
    void a_job_without_the_operator_s_annotations_is_ignored() {
        Job job = Given.job(Given.list(1));
        job.getMetadata().getAnnotations().remove(JobMetadata.LIST);
        assertThat(JobMetadata.of(job)).isEmpty();
        assertThat(JobMetadata.of(
                        new JobBuilder().withNewMetadata().endMetadata().build()))
                .isEmpty();
    }

    @Test
    void the_worker_understands_what_a_job_tells_it() {
        assertThat(ExperimentInput.parse(environment(Given.job(Given.PLAN)).get(JobInput.EXPERIMENT)))
                .isEqualTo(new ExperimentInput(
                        "research",
                        "mine",
                        Given.experiment().getMetadata().getUid(),
                        Given.experiment().getSpec().forWorkers()));
        Map<String, String> list = environment(Given.job(Given.list(0)));
        assertThat(ResultsInput.parse(list.get(JobInput.RESULTS)))
                .isEqualTo(ResultsInput.of(Given.experiment().getSpec()));
        assertThat(list.get(JobInput.PLAN))
                .isEqualTo("experiments/research/mine/"
                        + Given.experiment().getMetadata().getUid() + "/plan.json");
    }

    @Test
    void a_job_is_outdated_once_the_experiment_asks_for_another() {
        Job job = Given.job(Given.list(1));
        ExperimentSpec spec = Given.experiment().getSpec();
        assertThat(isOutdated(job, Given.experiment())).isFalse();
        assertThat(isOutdated(
                        job,
                        with(new ExperimentSpec(
                                spec.study(),
                                spec.results(),
                                spec.stores(),
                                new Execution(9, true, OnFailure.STOP, 0, 10),
                                spec.worker()))))
                .isFalse();
        assertThat(isOutdated(job, Given.experiment(new Worker("other", null, null, null, null))))
                .isTrue();
        assertThat(isOutdated(
                        job,
                        with(new ExperimentSpec(
                                spec.study(),
                                spec.results(),
                                spec.stores().subList(0, 1),
                                spec.execution(),
                                spec.worker()))))
                .isTrue();
        RobustTransferExperiment queued = Given.experiment();
        queued.getMetadata().setLabels(Map.of("kueue.x-k8s.io/queue-name", "other"));
        assertThat(isOutdated(job, queued)).isTrue();
        RobustTransferExperiment deployed = Given.experiment();
        deployed.getMetadata().getLabels().put("app.kubernetes.io/instance", "a-gitops-tool");
        assertThat(isOutdated(job, deployed)).isFalse();
    }

    @Test
    void a_job_that_an_earlier_operator_made_is_not_made_anew_by_the_next() {
        RobustTransferExperiment experiment = Given.experiment();
        experiment.getMetadata().getLabels().remove("copy.robusttransfer.io/team");
        experiment.getMetadata().getLabels().put("team", "vision");
        Job job = Given.job(experiment, Given.list(1), Optional.empty());
        // of the golden file as it was before the label was copied no more
        job.getMetadata().getAnnotations().put(JobMetadata.ASKED, "a4cf7494f0c7ff70");
        assertThat(isOutdated(job, experiment)).isFalse();
    }

    private static boolean isOutdated(Job job, RobustTransferExperiment experiment) {
        return JobMetadata.isOutdated(job, JobMetadata.possiblyAsked(experiment));
    }

    private static RobustTransferExperiment with(ExperimentSpec spec) {
        RobustTransferExperiment experiment = Given.experiment();
        experiment.setSpec(spec);
        return experiment;
    }

    /** A tool that finds its label on a Job deletes the Job, since its repository has none. */
    @Test
    void labels_of_who_deployed_the_experiment_stay_with_it() {
        RobustTransferExperiment pruned = Given.experiment();
        pruned.getMetadata().getLabels().put("applyset.kubernetes.io/part-of", "applyset-xyz-v1");
        assertThat(Given.job(pruned, Given.PLAN, Optional.empty()).getMetadata().getLabels())
                .containsOnlyKeys(
                        "kueue.x-k8s.io/queue-name",
                        "copy.robusttransfer.io/team",
                        JobMetadata.MANAGED_BY,
                        JobMetadata.UID,
                        JobMetadata.TASK,
                        JobMetadata.PLACE)
                .containsEntry(JobMetadata.MANAGED_BY, "robust-transfer");
    }

    @Test
    void without_a_template_there_is_no_obstacle_and_a_fitting_one_is_none() {
        assertThat(WorkerJobs.obstacle(Given.experiment(), Optional.empty())).isEmpty();
        assertThat(WorkerJobs.obstacle(Given.experimentWithTemplate(), Optional.of(Given.template())))
                .isEmpty();
    }

    /** The definition refuses them now; what it let in before must not end each reconciliation with an exception. */
    @ParameterizedTest
    @ValueSource(strings = {"...", "1..5", "1eEi", "1inum", "1e999999999", "-1"})
    void a_quantity_that_is_none_is_named_with_its_field(String quantity) {
        RobustTransferExperiment experiment = Given.experiment();
        String yaml = Serialization.asYaml(Given.experiment(new Worker(
                        null, null, new Resources(Map.of("memory", new Quantity("7Gi")), Map.of()), null, null)))
                .replace("7Gi", quantity);
        experiment.setSpec(
                Serialization.unmarshal(yaml, RobustTransferExperiment.class).getSpec());
        assertThat(JobMetadata.possiblyAsked(experiment)).isNotEmpty();
        assertThat(WorkerJobs.obstacle(experiment, Optional.empty()))
                .contains(new Obstacle(
                        Obstacle.Kind.NEEDS_ACTION,
                        "WrongResources",
                        "spec.worker.resources.limits[memory]: '" + quantity
                                + "': write a quantity such as 2, 500m or 8Gi"));
    }

    @ParameterizedTest
    @CsvSource({
        "worker:1, true",
        "localhost/robust-transfer-worker:dev, true",
        "registry.example.org:5000/team/rt_worker/x--y:v1.2_3-a, true",
        "docker.io/library/worker@sha256:0000000000000000000000000000000000000000000000000000000000000000, true",
        "Worker:1, false",
        "worker:, false",
        "worker: 1, false",
        "https://registry.example.org/worker, false",
        "worker@sha256:12, false"
    })
    void an_image_that_no_node_can_run_is_named_before_a_pod_is_made(String image, boolean possible) {
        Optional<Obstacle> obstacle =
                WorkerJobs.obstacle(Given.experiment(new Worker(image, null, null, null, null)), Optional.empty());
        assertThat(obstacle.isEmpty()).isEqualTo(possible);
        obstacle.ifPresent(why ->
                assertThat(why.message()).isEqualTo("spec.worker.image: '" + image + "': write the name of an image"));
    }

    @Test
    void a_template_that_is_not_there_is_named() {
        assertThat(WorkerJobs.obstacle(Given.experimentWithTemplate(), Optional.empty()))
                .contains(new Obstacle(
                        Obstacle.Kind.NEEDS_ACTION,
                        "PodTemplateMissing",
                        "spec.worker.podTemplate: there is no PodTemplate gpu in namespace research: create it, or"
                                + " leave this field out"));
    }

    @Test
    void of_many_wrong_fields_three_are_named() {
        PodTemplate template = Given.template();
        template.getTemplate().getSpec().setHostNetwork(true);
        template.getTemplate().getSpec().setHostPID(true);
        template.getTemplate().getSpec().setHostIPC(true);
        template.getTemplate().getSpec().setNodeName("node1");
        assertThat(WorkerJobs.obstacle(Given.experimentWithTemplate(), Optional.of(template))
                        .orElseThrow()
                        .message())
                .isEqualTo("spec.worker.podTemplate: PodTemplate gpu: template.spec.hostNetwork: true: leave it out;"
                        + " template.spec.hostPID: true: leave it out; template.spec.hostIPC: true: leave it out; and 1"
                        + " more");
    }

    @Test
    void a_template_of_an_experiment_that_names_none_changes_nothing() {
        assertThat(Given.job(Given.experiment(), Given.list(1), Optional.of(Given.template())))
                .isEqualTo(Given.job(Given.list(1)));
    }

    @Test
    void a_pod_that_asks_for_a_gpu_computes_on_it_or_fails() {
        RobustTransferExperiment none = Given.experiment(new Worker(null, null, null, null, null));
        RobustTransferExperiment claimed = Given.experiment(new Worker(null, null, null, null, "gpu"));
        Optional<PodTemplate> template = Optional.of(Given.template());
        assertThat(device(Given.job(Given.list(1)))).isEqualTo("cuda");
        assertThat(device(Given.job(claimed, Given.list(1), template))).isEqualTo("cuda");
        assertThat(device(Given.job(none, Given.list(1), Optional.empty()))).isNull();
        assertThat(device(Given.job(Given.PLAN))).isNull();
        assertThat(device(Given.job(Given.REPORT))).isNull();
        assertThat(device(Given.job(claimed, Given.PLAN, template))).isNull();
    }

    @Test
    void what_a_template_says_to_compute_on_comes_first_and_once() {
        PodTemplate template = Given.template();
        template.getTemplate().getSpec().getContainers().get(0).getEnv().add(new EnvVar(JobInput.DEVICE, "cpu", null));
        assertThat(WorkerJobs.obstacle(Given.experimentWithTemplate(), Optional.of(template)))
                .isEmpty();
        assertThat(device(Given.job(Given.experimentWithTemplate(), Given.list(1), Optional.of(template))))
                .isEqualTo("cpu");
    }

    private static String device(Job job) {
        return environment(job).get(JobInput.DEVICE);
    }

    @Test
    void the_image_sets_the_variables_that_a_pod_gets() throws IOException {
        String dockerfile = Files.readString(Path.of("..", "Dockerfile"));
        for (String target : new String[] {" AS worker\n", " AS worker-cuda\n"}) {
            assertThat(dockerfile).contains(target);
            String stage = dockerfile.substring(dockerfile.indexOf(target) + 1).split("\nFROM ")[0];
            WorkerPod.TORCH.forEach((name, value) -> assertThat(stage)
                    .containsPattern("ENV [^\n]*(\\\\\n[^\n]*)?\\b" + Pattern.quote(name + "=" + value) + "\\b"));
        }
    }

    private static Map<String, String> environment(Job job) {
        Container worker = job.getSpec().getTemplate().getSpec().getContainers().get(0);
        return worker.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }
}
