package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.robusttransfer.operator.decide.JobState;
import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.decide.Task;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodObstaclesTest {
    private static final AdmissionErrors OWN = AdmissionErrors.ofOwn(new Task.DoList(0));
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    private final PodObstacles reading =
            new PodObstacles("research", Optional.of(SampleExperiment.asServed().getSpec()));

    @Test
    void a_pod_that_no_node_takes_needs_time() {
        Obstacle why = waiting(pod().editStatus()
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("Unschedulable")
                .withMessage("0/1 nodes are available: 1 Insufficient nvidia.com/gpu.")
                .endCondition()
                .endStatus()
                .build());
        assertThat(why.kind()).isEqualTo(Obstacle.Kind.NEEDS_TIME);
        assertThat(why.reason()).isEqualTo("Unschedulable");
        assertThat(why.message()).contains("Insufficient nvidia.com/gpu");
    }

    @Test
    void an_image_that_cannot_be_had_reads_the_same_while_it_is_tried_and_while_the_node_pauses() {
        Obstacle tried = waiting(container("ErrImagePull", "failed to pull: not found"));
        Obstacle pauses = waiting(container(
                "ImagePullBackOff", "Back-off pulling image \"worker:1\": ErrImagePull: failed to pull: not found"));
        assertThat(pauses).isEqualTo(tried);
        assertThat(tried.kind()).isEqualTo(Obstacle.Kind.NEEDS_ACTION);
        assertThat(tried.message())
                .contains("spec.worker.image")
                .contains("'worker:1'")
                .contains("not found");
    }

    @Test
    void of_anothers_pod_no_field_is_named() {
        PodObstacles others = new PodObstacles("research", Optional.empty());
        JobState.Waiting image =
                (JobState.Waiting) others.state(List.of(container("ErrImagePull", "failed to pull: not found")), NOW)
                        .orElseThrow();
        assertThat(image.why().message()).startsWith("image 'worker:1' cannot be pulled");
        assertThat(others.delayed(events(event("FailedMount", "secret \"s3\" not found", 1)))
                        .orElseThrow()
                        .message())
                .isEqualTo("Secret 's3' is not in namespace 'research': create it");
    }

    @Test
    void a_container_that_cannot_be_made_needs_action() {
        Obstacle why = waiting(
                container("CreateContainerConfigError", "container has runAsNonRoot and image will run as root"));
        assertThat(why.kind()).isEqualTo(Obstacle.Kind.NEEDS_ACTION);
        assertThat(why.reason()).isEqualTo("CreateContainerConfigError");
    }

    @Test
    void a_container_on_its_way_is_no_obstacle_but_its_events_may_be() {
        Pod pod = container("ContainerCreating", null);
        assertThat(reading.state(List.of(pod), NOW)).isEmpty();
        assertThat(PodObstacles.silent(pod)).isTrue();
    }

    @Test
    void a_missing_secret_is_named_with_the_field_that_names_it_and_with_what_it_should_hold() {
        Obstacle why = delayed(
                event("FailedMount", "MountVolume.SetUp failed for volume \"secret-0\" : secret \"s3\" not found", 1));
        assertThat(why.message())
                .isEqualTo(
                        "spec.stores[results].s3.secretName: Secret 's3' is not in namespace 'research': create it with"
                                + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        assertThat(why.kind()).isEqualTo(Obstacle.Kind.NEEDS_ACTION);
    }

    @Test
    void an_image_being_fetched_needs_time_and_makes_older_news_old() {
        Obstacle why = delayed(
                event("FailedMount", "secret \"s3\" not found", 1), event("Pulling", "Pulling image \"worker:1\"", 2));
        assertThat(why.kind()).isEqualTo(Obstacle.Kind.NEEDS_TIME);
        assertThat(reading.delayed(events(
                        event("Pulling", "Pulling image \"worker:1\"", 2), event("Pulled", "Successfully pulled", 3))))
                .isEmpty();
    }

    @Test
    void a_quota_needs_time_and_does_not_name_the_pod_whose_name_is_another_each_time() {
        Obstacle why =
                refused("Error creating: pods \"rt-a-1-x2k\" is forbidden: exceeded quota: small, requested: pods=1");
        assertThat(why.kind()).isEqualTo(Obstacle.Kind.NEEDS_TIME);
        assertThat(why.message()).contains("exceeded quota: small").doesNotContain("x2k");
    }

    @Test
    void refusals_by_pod_security_and_webhooks_need_action() {
        assertThat(refused("Error creating: pods \"rt-a-1-x\" is forbidden: violates PodSecurity \"restricted:latest\"")
                        .kind())
                .isEqualTo(Obstacle.Kind.NEEDS_ACTION);
        assertThat(refused("Error creating: admission webhook \"v.example.org\" denied the request: no team label")
                        .message())
                .contains("no team label");
    }

    @Test
    void a_pod_that_should_be_gone_for_a_minute_is_on_a_node_that_does_not_answer() {
        assertThat(reading.state(List.of(leaving("2026-01-01T00:08:59Z")), NOW)).contains(new JobState.Lost("node1"));
        assertThat(reading.state(List.of(leaving("2026-01-01T00:09:30Z")), NOW)).isEmpty();
    }

    @Test
    void the_newest_pod_counts() {
        Pod older = new PodBuilder(leaving("2026-01-01T00:01:00Z"))
                .editMetadata()
                .withCreationTimestamp("2025-12-31T00:00:00Z")
                .endMetadata()
                .build();
        assertThat(reading.state(List.of(older, pod().build()), NOW)).isEmpty();
    }

    @Test
    void a_refusal_is_over_as_soon_as_a_pod_was_made() {
        Event before = event("FailedCreate", "exceeded quota: small", 1);
        Event after = event("FailedCreate", "exceeded quota: small", 3);
        Event made = event("SuccessfulCreate", "Created pod: rt-a-1-x", 2);
        assertThat(PodObstacles.refused(events(before, made), OWN)).isEmpty();
        assertThat(PodObstacles.refused(events(before, made, after), OWN)).isPresent();
    }

    @Test
    void a_job_without_events_is_not_refused() {
        assertThat(PodObstacles.refused(events(), OWN)).isEmpty();
    }

    private Obstacle waiting(Pod pod) {
        Optional<JobState> state = reading.state(List.of(pod), NOW);
        return ((JobState.Waiting) state.orElseThrow()).why();
    }

    private Obstacle delayed(Event... events) {
        return reading.delayed(events(events)).orElseThrow();
    }

    private Obstacle refused(String message) {
        return PodObstacles.refused(events(event("FailedCreate", message, 1)), OWN)
                .orElseThrow();
    }

    private static Events events(Event... events) {
        return new Events(List.of(events));
    }

    private static Event event(String reason, String message, int minute) {
        return new EventBuilder()
                .withNewMetadata()
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .withLastTimestamp("2026-01-01T00:0" + minute + ":00Z")
                .withReason(reason)
                .withMessage(message)
                .build();
    }

    private static Pod container(String reason, String message) {
        return pod().editStatus()
                .addNewContainerStatus()
                .withName("worker")
                .withNewState()
                .withNewWaiting(message, reason)
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    private static Pod leaving(String gone) {
        return pod().editMetadata().withDeletionTimestamp(gone).endMetadata().build();
    }

    private static PodBuilder pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node1")
                .addNewContainer()
                .withName("worker")
                .withImage("worker:1")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .endStatus();
    }
}
