package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GonePodsTest {
    private final GonePods gone = new GonePods();

    @Test
    void a_pod_that_was_deleted_before_its_worker_was_started_still_says_so() {
        gone.add(pod("job-uid"));
        PodReading.PodEnding ending = PodReading.ending(
                        List.of(gone.of("research/job-uid").orElseThrow()))
                .orElseThrow();
        assertThat(ending.begun()).isFalse();
        assertThat(ending.exitCode()).isEmpty();
        assertThat(gone.of("other/job-uid")).isEmpty();
    }

    @Test
    void only_the_last_ones_are_kept() {
        IntStream.rangeClosed(1, 201).forEach(job -> gone.add(pod("job-" + job)));
        assertThat(gone.of("research/job-1")).isEmpty();
        assertThat(gone.of("research/job-2")).isPresent();
        assertThat(gone.of("research/job-201")).isPresent();
    }

    private static Pod pod(String job) {
        return Serialization.unmarshal("""
            apiVersion: v1
            kind: Pod
            metadata:
              namespace: research
              name: x2k
              uid: pod-uid
              creationTimestamp: "2026-01-01T00:00:00Z"
              ownerReferences:
              - {apiVersion: batch/v1, kind: Job, name: rt-a-1, uid: %s, controller: true}
            spec:
              containers: [{name: worker, image: "worker:1"}]
            status:
              phase: Failed
              containerStatuses:
              - name: worker
                state: {terminated: {exitCode: 137, reason: ContainerStatusUnknown, message: it could not be located}}
            """.formatted(job), Pod.class);
    }
}
