package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.operator.decide.JobState;
import io.robusttransfer.operator.decide.Obstacle;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads from a pod and its events why it is not created or does not start, in a text that stays the same as long as the reason
 * does. Pure.
 *
 * @param namespace of the experiment
 * @param spec whose fields are named; empty for the pod of another experiment, whose fields are not known
 */
record PodObstacles(String namespace, Optional<ExperimentSpec> spec) {
    /** How long after its deletion timestamp a pod may still exist on a node that works. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final Set<String> IMAGE = Set.of(
            "ErrImagePull",
            "ImagePullBackOff",
            "InvalidImageName",
            "ErrImageNeverPull",
            "ImageInspectError",
            "RegistryUnavailable",
            "SignatureValidationFailed");
    private static final Set<String> ON_ITS_WAY = Set.of("ContainerCreating", "PodInitializing");
    private static final Pattern BACK_OFF = Pattern.compile("^Back-off pulling image \"[^\"]*\"(: [A-Za-z]+)?(: )?");
    private static final Pattern NO_SECRET = Pattern.compile("secret \"([^\"]+)\" not found");

    /** @param pods of a Job that has not ended; the one that stands in the way is the newest */
    Optional<JobState> state(Collection<Pod> pods, Instant now) {
        return newest(pods).flatMap(pod -> lost(pod, now)
                .map(JobState.class::cast)
                .or(() -> unscheduled(pod).or(() -> unstarted(pod)).map(JobState.Waiting::new)));
    }

    /** Whether only the events of this pod can tell what keeps it. */
    static boolean silent(Pod pod) {
        return "Pending".equals(pod.getStatus().getPhase())
                && waiting(pod).isEmpty()
                && unscheduled(pod).isEmpty();
    }

    static Optional<Pod> newest(Collection<Pod> pods) {
        return pods.stream().max(Comparator.comparing(PodObstacles::created));
    }

    static Instant created(Pod pod) {
        return Instant.parse(pod.getMetadata().getCreationTimestamp());
    }

    /** Whether it waits for an image that cannot be had. */
    static boolean lacksImage(JobState state) {
        return state instanceof JobState.Waiting waiting
                && IMAGE.contains(waiting.why().reason());
    }

    /** From the events of a pod on its way to a node's container. */
    Optional<Obstacle> delayed(Events events) {
        return events.last(Set.of("FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox", "Pulling", "Pulled"))
                .flatMap(event -> switch (event.getReason()) {
                    case "Pulled" -> Optional.empty();
                    case "Pulling" ->
                        Optional.of(new Obstacle(
                                Obstacle.Kind.NEEDS_TIME,
                                "Pulling",
                                "the node is pulling the image: " + Events.message(event)));
                    case "FailedMount" -> Optional.of(unmounted(Events.message(event)));
                    default -> Optional.of(mend(event.getReason(), Events.message(event)));
                });
    }

    /** From the events of a Job that has no pod. */
    static Optional<Obstacle> refused(Events events, AdmissionErrors errors) {
        return events.last(Set.of("FailedCreate", "SuccessfulCreate"))
                .filter(event -> event.getReason().equals("FailedCreate"))
                .map(event -> errors.of(Events.message(event)));
    }

    /** Whether its node does not carry out that it was deleted. */
    static boolean isLost(Pod pod, Instant now) {
        String going = pod.getMetadata().getDeletionTimestamp();
        return going != null && Instant.parse(going).plus(SILENCE).isBefore(now);
    }

    private static Optional<JobState.Lost> lost(Pod pod, Instant now) {
        return isLost(pod, now)
                ? Optional.of(new JobState.Lost(
                        Objects.requireNonNullElse(pod.getSpec().getNodeName(), "")))
                : Optional.empty();
    }

    private static Optional<Obstacle> unscheduled(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .filter(condition ->
                        condition.getType().equals("PodScheduled") && "False".equals(condition.getStatus()))
                .findFirst()
                .map(PodObstacles::unscheduled);
    }

    private static Obstacle unscheduled(PodCondition condition) {
        String reason = Objects.requireNonNullElse(condition.getReason(), "Unschedulable");
        return new Obstacle(
                Obstacle.Kind.NEEDS_TIME,
                reason.equals("SchedulingGated") ? "Queued" : reason,
                "no node takes the pod: " + Objects.requireNonNullElse(condition.getMessage(), reason));
    }

    private Optional<Obstacle> unstarted(Pod pod) {
        return waiting(pod).flatMap(why -> {
            String reason = why.getReason();
            String message =
                    Objects.requireNonNullElse(why.getMessage(), reason).strip();
            if (IMAGE.contains(reason)) {
                return Optional.of(image(pod, reason, message));
            }
            return Optional.of(mend(reason, message));
        });
    }

    private Obstacle image(Pod pod, String reason, String message) {
        String image = pod.getSpec().getContainers().stream()
                .filter(container -> container.getName().equals(SlimJobs.WORKER))
                .map(container -> container.getImage())
                .findFirst()
                .orElse("");
        String detail = BACK_OFF.matcher(message).replaceFirst("");
        String field = spec.map(PodObstacles::imageField).orElse("image ");
        return mend(
                reason.equals("ErrImagePull") ? "ImagePullBackOff" : reason,
                field + "'" + image + "' cannot be pulled"
                        + (detail.isBlank() || detail.equals(reason) ? "" : ": " + detail)
                        + ": name an image that the nodes can pull");
    }

    private static String imageField(ExperimentSpec spec) {
        return spec.worker() != null && spec.worker().image() != null
                ? "spec.worker.image: "
                : "spec.worker.image (the operator's default): ";
    }

    private Obstacle unmounted(String message) {
        Matcher missing = NO_SECRET.matcher(message);
        return missing.find()
                ? missingSecret(missing.group(1))
                : mend("FailedMount", "a volume of the pod cannot be mounted: " + message);
    }

    private Obstacle missingSecret(String secret) {
        String stores = spec.stream()
                .flatMap(own -> own.stores().stream())
                .filter(store -> secret.equals(store.s3().secretName()))
                .map(store -> "spec.stores[" + store.name() + "].s3.secretName")
                .collect(Collectors.joining(", "));
        String field = spec.isEmpty() ? "" : stores.isEmpty() ? "the PodTemplate's volumes: " : stores + ": ";
        return mend(
                "SecretMissing",
                field + "Secret '" + secret
                        + "' is not in namespace '"
                        + namespace + "': create it"
                        + (stores.isEmpty() ? "" : " with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"));
    }

    /** The first container that waits: one that initialises comes before the worker. */
    private static Optional<ContainerStateWaiting> waiting(Pod pod) {
        return Stream.of(
                        pod.getStatus().getInitContainerStatuses(),
                        pod.getStatus().getContainerStatuses())
                .flatMap(List::stream)
                .map(ContainerStatus::getState)
                .filter(state -> state != null && state.getWaiting() != null)
                .map(state -> state.getWaiting())
                .filter(why -> why.getReason() != null && !ON_ITS_WAY.contains(why.getReason()))
                .findFirst();
    }

    private static Obstacle mend(String reason, String message) {
        return new Obstacle(Obstacle.Kind.NEEDS_ACTION, reason, message);
    }
}
