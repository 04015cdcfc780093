package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;

/** Stores only the fields of a pod that the operator reads: a tenth of it. */
final class SlimPods extends BasicItemStore<Pod> {
    SlimPods() {
        super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public Pod put(String key, Pod pod) {
        return super.put(key, slim(pod));
    }

    static Pod slim(Pod pod) {
        return new PodBuilder()
                .withMetadata(SlimJobs.metadata(pod.getMetadata())
                        .withLabels(Pods.labels(pod))
                        .build())
                .withSpec(slim(pod.getSpec()))
                .withStatus(slim(pod.getStatus()))
                .build();
    }

    private static PodSpec slim(PodSpec spec) {
        return new PodSpecBuilder()
                .withNodeName(spec.getNodeName())
                // who has to place it
                .withSchedulerName(spec.getNodeName() == null ? spec.getSchedulerName() : null)
                .withContainers(SlimJobs.worker(spec))
                .build();
    }

    private static PodStatus slim(PodStatus status) {
        return new PodStatusBuilder()
                .withPhase(status.getPhase())
                .withReason(status.getReason())
                .withMessage(status.getMessage())
                .withConditions(status.getConditions().stream()
                        .filter(condition ->
                                "PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus()))
                        .toList())
                .withInitContainerStatuses(slim(status.getInitContainerStatuses()))
                .withContainerStatuses(slim(status.getContainerStatuses()))
                .build();
    }

    private static List<ContainerStatus> slim(List<ContainerStatus> statuses) {
        return statuses.stream()
                .map(status -> new ContainerStatusBuilder()
                        .withName(status.getName())
                        .withImageID(status.getImageID())
                        .withState(slim(status.getState()))
                        .build())
                .toList();
    }

    /** A container that runs says nothing that is read. */
    private static ContainerState slim(ContainerState state) {
        return state == null
                ? null
                : new ContainerStateBuilder()
                        .withWaiting(state.getWaiting())
                        .withTerminated(state.getTerminated())
                        .build();
    }
}
