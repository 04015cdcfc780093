package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.robusttransfer.operator.decide.Obstacle;
import java.util.Optional;

/**
 * What is said of a Job that should have run for long, where nothing is known that keeps its pod: what went wrong last, else who has
 * not acted. Pure.
 *
 * @param events about its pod, or about the Job where it has none
 */
record NotStarted(Events events) {
    Obstacle withoutPod(String job) {
        return time("Job " + job + " has no pod: "
                + events.warning()
                        .orElse("the Job controller has made none; see whether the cluster's controller manager runs"));
    }

    Obstacle of(Pod pod) {
        String node = pod.getSpec().getNodeName();
        return node == null
                ? time("no scheduler has placed the pod: "
                        + events.warning()
                                .orElse("see whether a scheduler named '"
                                        + pod.getSpec().getSchedulerName() + "' runs"))
                : time("node " + node + " has not started the pod: "
                        + events.warning()
                                .or(() -> initialising(pod)
                                        .map(name -> "the worker waits for init container '" + name + "'"))
                                .orElse("its kubelet does not say why"));
    }

    /** The init container that runs: the last of them, since those that stay beside the worker run on. */
    private static Optional<String> initialising(Pod pod) {
        return pod.getStatus().getInitContainerStatuses().stream()
                .filter(container -> runs(container.getState()))
                .reduce((earlier, later) -> later)
                .map(ContainerStatus::getName);
    }

    private static boolean runs(ContainerState state) {
        return state != null && state.getWaiting() == null && state.getTerminated() == null;
    }

    private static Obstacle time(String message) {
        return new Obstacle(Obstacle.Kind.NEEDS_TIME, "NotStarted", message);
    }
}
