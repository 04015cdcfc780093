package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.robusttransfer.operator.decide.JobState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlimPodsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    private static final PodObstacles READING = new PodObstacles("research", Optional.empty());

    @Test
    void a_pod_that_ended_says_the_same_from_what_is_kept_of_it() {
        Pod whole = pod("""
            phase: Failed
            containerStatuses:
            - name: worker
              imageID: localhost/worker@sha256:1
              state: {terminated: {exitCode: 2, reason: Error, message: '{"problem":"spec.x: wrong"}', startedAt: "2026-01-01T00:00:01Z"}}
            - {name: beside, state: {running: {startedAt: "2026-01-01T00:00:01Z"}}}
            """);
        assertThat(PodReading.ending(List.of(SlimPods.slim(whole)))).isEqualTo(PodReading.ending(List.of(whole)));
        assertThat(PodReading.ending(List.of(SlimPods.slim(whole)))
                        .orElseThrow()
                        .imageId())
                .contains("localhost/worker@sha256:1");
    }

    @Test
    void what_keeps_a_pod_reads_the_same_from_what_is_kept_of_it() {
        Pod image = pod("""
            phase: Pending
            containerStatuses:
            - name: worker
              state: {waiting: {reason: ImagePullBackOff, message: 'Back-off pulling image "worker:1": ErrImagePull: not found'}}
            """);
        Pod room = pod("""
            phase: Pending
            conditions:
            - {type: PodScheduled, status: "False", reason: Unschedulable, message: 0/1 nodes are available}
            """);
        Pod initialises = pod("""
            phase: Pending
            initContainerStatuses:
            - {name: proxy, state: {waiting: {reason: CreateContainerError, message: no such file}}}
            """);
        for (Pod whole : List.of(image, room, initialises)) {
            Optional<JobState> state = READING.state(List.of(whole), NOW);
            assertThat(state).isPresent();
            assertThat(READING.state(List.of(SlimPods.slim(whole)), NOW)).isEqualTo(state);
        }
    }

    @Test
    void a_pod_on_a_silent_node_is_known_from_what_is_kept_of_it() {
        Pod whole = pod("phase: Running\n");
        whole.getMetadata().setDeletionTimestamp("2026-01-01T00:10:00Z");
        assertThat(READING.state(List.of(SlimPods.slim(whole)), NOW)).contains(new JobState.Lost("node1"));
    }

    @Test
    void less_than_a_kilobyte_is_kept_of_a_pod_that_says_nothing() {
        Pod whole = pod("phase: Running\n");
        assertThat(Serialization.asJson(SlimPods.slim(whole)).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(1000);
    }

    private static Pod pod(String status) {
        return Serialization.unmarshal(
                """
            apiVersion: v1
            kind: Pod
            metadata:
              namespace: research
              name: rt-a-1-x2k
              uid: 0d1f9a54-65f1-4a0e-9ec5-6f1c9f1a2b3c
              creationTimestamp: "2026-01-01T00:00:00Z"
              annotations: {long: %s}
              ownerReferences:
              - {apiVersion: batch/v1, kind: Job, name: rt-a-1, uid: 1d1f9a54-65f1-4a0e-9ec5-6f1c9f1a2b3c, controller: true}
            spec:
              nodeName: node1
              containers:
              - {name: worker, image: "worker:1", env: [{name: RT_EXPERIMENT, value: %s}]}
            status:
            %s
            """.formatted("a".repeat(3000), "e".repeat(30_000), status.indent(2)), Pod.class);
    }
}
