package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.EventListBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.PretendedApi;
import io.robusttransfer.operator.decide.JobState;
import io.robusttransfer.operator.decide.Obstacle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said of a Job whose pod does not start and does not say why, as an API server shows its pod and Events. */
class PodInspectorTest {
    private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private final RobustTransferExperiment experiment = SampleExperiment.asServed();
    private final ExperimentCache cache = new ExperimentCache();
    private final Job job = SampleJobs.job("rt-a-1", "a");
    private final List<Pod> shown = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final List<String> eventLists = new ArrayList<>();
    private final PretendedApi server = PretendedApi.atOnce(this::answer);
    private final KubernetesClient client = server.client();
    private final Pods pods = new Pods(client, Set.of("research"));

    @AfterEach
    void stop() {
        pods.stop();
        client.close();
        server.close();
    }

    @Test
    void of_a_pod_that_no_scheduler_has_placed_for_a_minute_that_scheduler_is_named() {
        shows(pod("gpu-scheduler", null, ""));
        assertThat(after(55)).isEmpty();
        assertThat(after(75)).hasValueSatisfying(why -> {
            assertThat(why.kind()).isEqualTo(Obstacle.Kind.NEEDS_TIME);
            assertThat(why.reason()).isEqualTo("NotStarted");
            assertThat(why.message())
                    .isEqualTo("no scheduler has placed the pod: see whether a scheduler named 'gpu-scheduler' runs");
        });
    }

    @Test
    void what_went_wrong_last_on_the_node_is_said_unless_something_came_after_it() {
        shows(pod("default-scheduler", "n1", ""));
        happened("Normal", "Scheduled", "assigned", 1);
        happened("Warning", "FailedMapVolume", "no such device", 2);
        assertThat(after(75).orElseThrow().message())
                .isEqualTo("node n1 has not started the pod: FailedMapVolume: no such device");

        happened("Normal", "Pulled", "image is there", 80);
        assertThat(after(95).orElseThrow().message())
                .isEqualTo("node n1 has not started the pod: its kubelet does not say why");
    }

    @Test
    void an_init_container_that_runs_for_ever_is_named() {
        shows(pod("default-scheduler", "n1", """
                initContainerStatuses:
                - {name: done, state: {terminated: {exitCode: 0}}}
                - {name: beside, state: {running: {startedAt: "2026-01-01T00:00:02Z"}}}
                - {name: wait, state: {running: {startedAt: "2026-01-01T00:00:02Z"}}}
                - {name: next, state: {waiting: {reason: PodInitializing}}}
                containerStatuses:
                - {name: worker, state: {waiting: {reason: PodInitializing}}}
                """));
        happened("Normal", "Started", "started container wait", 2);
        assertThat(after(75).orElseThrow().message())
                .isEqualTo("node n1 has not started the pod: the worker waits for init container 'wait'");
    }

    @Test
    void a_large_image_is_said_to_be_pulled_however_long_that_takes() {
        shows(pod("default-scheduler", "n1", """
                containerStatuses:
                - {name: worker, state: {waiting: {reason: ContainerCreating}}}
                """));
        happened("Normal", "Pulling", "Pulling image", 2);
        assertThat(after(1200).orElseThrow().reason()).isEqualTo("Pulling");
    }

    @Test
    void a_pod_that_was_made_again_has_its_own_minute() {
        Pod again = pod("default-scheduler", null, "");
        again.getMetadata().setCreationTimestamp(BEGUN.plusSeconds(3600).toString());
        shows(again);
        assertThat(after(3610)).isEmpty();
        assertThat(after(3670)).isPresent();
    }

    @Test
    void a_job_without_a_pod_for_a_minute_says_who_has_to_make_one() {
        shows();
        assertThat(after(10)).isEmpty();
        assertThat(after(25)).isEmpty();
        assertThat(after(70)).hasValueSatisfying(why -> {
            assertThat(why.kind()).isEqualTo(Obstacle.Kind.NEEDS_TIME);
            assertThat(why.reason()).isEqualTo("NotStarted");
            assertThat(why.message()).startsWith("Job rt-a-1 has no pod: the Job controller has made none");
        });
        happened("Warning", "FailedCreate", "Error creating: pods \"rt-a-1-x\" is forbidden: no", 80);
        assertThat(after(90).orElseThrow().reason()).isEqualTo("FailedCreate");
    }

    @Test
    void a_queue_that_lets_a_job_go_late_or_a_pod_that_goes_in_between_is_no_reason_to_speak_at_once() {
        shows();
        Duration late = Duration.ofHours(2); // its status does not say yet when it was begun again
        assertThat(after(late.toSeconds())).isEmpty();
        assertThat(after(late.toSeconds() + 50)).isEmpty();
        assertThat(after(late.toSeconds() + 110)).isPresent();
    }

    @Test
    void events_are_asked_for_once_in_a_look_and_never_while_a_pod_runs() {
        shows(pod("default-scheduler", "n1", ""));
        after(15);
        after(20);
        assertThat(eventLists).hasSize(1);
        after(75);
        assertThat(eventLists).hasSize(2);
        look(new JobBuilder(job).editStatus().withReady(1).endStatus().build(), 200);
        assertThat(eventLists).hasSize(2);
    }

    private Optional<Obstacle> after(long seconds) {
        look(job, seconds);
        return Optional.ofNullable(cache.looks().get("a"))
                .flatMap(ExperimentCache.Look::state)
                .map(state -> ((JobState.Waiting) state).why());
    }

    private void look(Job job, long seconds) {
        new PodInspector(pods).look(experiment, List.of(job), cache, BEGUN.plusSeconds(seconds));
    }

    private void shows(Pod... these) {
        shown.addAll(List.of(these));
        pods.start();
    }

    private void happened(String type, String reason, String message, long seconds) {
        events.add(new EventBuilder()
                .withNewMetadata()
                .withCreationTimestamp(BEGUN.toString())
                .endMetadata()
                .withLastTimestamp(BEGUN.plusSeconds(seconds).toString())
                .withType(type)
                .withReason(reason)
                .withMessage(message)
                .build());
    }

    /** @param status beside its phase */
    private static Pod pod(String scheduler, String node, String status) {
        return new PodBuilder(JSON.<Pod>unmarshal(
                        "kind: Pod\napiVersion: v1\nstatus:\n" + ("phase: Pending\n" + status).indent(2)))
                .withNewMetadata()
                .withNamespace("research")
                .withName("rt-a-1-x")
                .withUid("uid of the pod")
                .withResourceVersion("8")
                .withCreationTimestamp(BEGUN.toString())
                .addNewOwnerReference()
                .withKind("Job")
                .withUid("a")
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withSchedulerName(scheduler)
                .withNodeName(node)
                .endSpec()
                .build();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String asked = exchange.getRequestURI().toString();
        if (asked.contains("/events")) {
            eventLists.add(asked);
            respond(exchange, new EventListBuilder().withItems(events).build());
        } else if (asked.contains("watch=true")) {
            PretendedApi.watch(exchange);
        } else {
            respond(
                    exchange,
                    new PodListBuilder()
                            .withNewMetadata()
                            .withResourceVersion("8")
                            .endMetadata()
                            .withItems(shown)
                            .build());
        }
    }

    private static void respond(HttpExchange exchange, Object list) throws IOException {
        PretendedApi.respond(exchange, 200, JSON.asJson(list).getBytes(StandardCharsets.UTF_8));
    }
}
