package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.robusttransfer.crds.protocol.TerminationMessage;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads how a Job ended from its pods. Pure. */
final class PodReading {
    private static final Comparator<Pod> BY_AGE =
            Comparator.comparing(pod -> Instant.parse(pod.getMetadata().getCreationTimestamp()));

    /**
     * How the last container of a worker ended.
     *
     * @param pod its name
     * @param begun whether it was started
     * @param exitCode empty where it was not
     * @param reason one word
     * @param message what it said, or its last lines
     */
    record PodEnding(
            String pod,
            boolean begun,
            Optional<Integer> exitCode,
            String reason,
            String message,
            Optional<String> imageId) {
        Optional<TerminationMessage> said() {
            try {
                return message.isBlank() ? Optional.empty() : Optional.of(TerminationMessage.parse(message));
            } catch (IllegalArgumentException noJson) {
                return Optional.empty();
            }
        }
    }

    private PodReading() {}

    /**
     * Of pods as they are listed now, and as they were seen before, when there may have been more of them, and may have been less of
     * each.
     */
    static Optional<PodEnding> ending(Collection<Pod> listed, Collection<Pod> seen) {
        Map<String, Pod> latest = new HashMap<>();
        Stream.concat(seen.stream(), listed.stream())
                .forEach(pod -> latest.put(pod.getMetadata().getUid(), pod));
        return ending(latest.values());
    }

    /** Of the newest pod that ended, one that succeeded before all others; empty when there is none. */
    static Optional<PodEnding> ending(Collection<Pod> pods) {
        return pods.stream()
                .filter(PodReading::ended)
                .max(Comparator.comparing(PodReading::succeeded).thenComparing(BY_AGE))
                .map(PodReading::ending);
    }

    /** Of a pod that succeeded. */
    static Optional<PodEnding> success(Collection<Pod> pods) {
        return ending(pods.stream().filter(PodReading::succeeded).toList());
    }

    private static boolean ended(Pod pod) {
        return succeeded(pod)
                || "Failed".equals(pod.getStatus().getPhase())
                || terminated(pod).isPresent();
    }

    private static boolean succeeded(Pod pod) {
        return "Succeeded".equals(pod.getStatus().getPhase());
    }

    private static PodEnding ending(Pod pod) {
        Optional<ContainerStateTerminated> container = terminated(pod);
        String podReason = orEmpty(pod.getStatus().getReason());
        String message = container
                .map(ContainerStateTerminated::getMessage)
                .filter(text -> !text.isBlank())
                .orElse(orEmpty(pod.getStatus().getMessage()));
        String reason = podReason.isEmpty()
                ? container.map(ContainerStateTerminated::getReason).orElse("")
                : podReason;
        Optional<String> image = worker(pod).map(ContainerStatus::getImageID).filter(id -> !id.isBlank());
        Optional<ContainerStateTerminated> begun = container.filter(state -> begun(state, image));
        return new PodEnding(
                pod.getMetadata().getName(),
                begun.isPresent(),
                begun.map(ContainerStateTerminated::getExitCode),
                orEmpty(reason),
                message.strip(),
                image);
    }

    /**
     * The kubelet says StartError, with a start in 1970, of a container that could not be started. It gives the same exit code and reason to a container that it had not started when its pod was deleted and to one that it
     * lost, neither with a start: only the second had an image.
     */
    private static boolean begun(ContainerStateTerminated container, Optional<String> image) {
        return switch (orEmpty(container.getReason())) {
            case "StartError" -> false;
            case "ContainerStatusUnknown" -> container.getStartedAt() != null || image.isPresent();
            default -> true;
        };
    }

    private static Optional<ContainerStateTerminated> terminated(Pod pod) {
        return worker(pod)
                .flatMap(container -> Optional.ofNullable(container.getState()))
                .flatMap(state -> Optional.ofNullable(state.getTerminated()));
    }

    static Optional<ContainerStatus> worker(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .filter(container -> container.getName().equals(SlimJobs.WORKER))
                .findFirst();
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
