package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.operator.decide.JobState;
import io.robusttransfer.operator.decide.Obstacle;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the state of a Job from the Job and its pods. Pure. */
final class JobReading {
    /** What the Job controller writes where the pod failure policy ended a Job: it outlives the pod. */
    private static final Pattern EXIT_CODE =
            Pattern.compile("Container (\\S+) for pod (\\S+) failed with exit code (\\d{1,3}) matching");

    /** Kubernetes' own, as spec.managedBy names it. */
    private static final String JOB_CONTROLLER = "kubernetes.io/job-controller";

    /** By SIGTERM. */
    private static final int TERMINATED = 143;

    private static final String OUT_OF_MEMORY =
            "the worker exceeded its memory limit: raise spec.worker.resources.limits.memory";

    /** Reasons that do not say why a pod ended before the worker was started. */
    private static final Set<String> UNTOLD = Set.of("BackoffLimitExceeded", "ContainerStatusUnknown");

    private static final String NEVER_RAN =
            "its pod ended before the worker was started: it was deleted, or its node did not admit it";

    /** Finalizers by which the garbage collector deletes or spares pods. */
    private static final Set<String> OF_KUBERNETES = Set.of("foregroundDeletion", "orphan");

    private JobReading() {}

    /** @param pods of the Job; empty when they are gone, or need not be known */
    static Optional<JobState> ended(Job job, Optional<PodReading.PodEnding> pods) {
        Optional<JobCondition> complete = condition(job, "Complete");
        if (complete.isPresent()) {
            return Optional.of(new JobState.Succeeded(
                    at(complete.get()),
                    pods.flatMap(PodReading.PodEnding::said),
                    image(job),
                    pods.flatMap(PodReading.PodEnding::imageId)));
        }
        return condition(job, "Failed").map(failed -> failed(failed, pods.filter(pod -> isMeant(pod, failed))));
    }

    static boolean hasSucceeded(Job job) {
        return condition(job, "Complete").isPresent();
    }

    static boolean hasEnded(Job job) {
        return hasSucceeded(job) || condition(job, "Failed").isPresent();
    }

    static boolean leaving(Job job) {
        return job.getMetadata().getDeletionTimestamp() != null;
    }

    static JobState.Terminating going(Job job) {
        return new JobState.Terminating(job.getMetadata().getFinalizers().stream()
                .filter(name -> !OF_KUBERNETES.contains(name))
                .toList());
    }

    static boolean suspended(Job job) {
        return Boolean.TRUE.equals(job.getSpec().getSuspend());
    }

    /** Whether a pod of it runs. */
    static boolean ready(Job job) {
        Integer ready = job.getStatus().getReady();
        return ready != null && ready > 0;
    }

    /** Since when a pod of it should run. */
    static Instant begun(Job job) {
        Instant created = created(job);
        String started = job.getStatus().getStartTime();
        return started == null || Instant.parse(started).isBefore(created) ? created : Instant.parse(started);
    }

    static Instant created(Job job) {
        return Instant.parse(job.getMetadata().getCreationTimestamp());
    }

    /** Why a suspended Job waits. */
    static Obstacle queued(Job job) {
        String queue = job.getMetadata().getLabels() == null
                ? null
                : job.getMetadata().getLabels().get(SlimJobs.QUEUE);
        String name = job.getMetadata().getName();
        return queue == null
                ? new Obstacle(
                        Obstacle.Kind.NEEDS_ACTION,
                        "Suspended",
                        "Job " + name
                                + ": spec.suspend is true and no queue is named: set it to false, or name a queue")
                : new Obstacle(
                        Obstacle.Kind.NEEDS_TIME,
                        "Queued",
                        "Job " + name + " waits for its turn in queue " + queue
                                + ": kubectl -n " + job.getMetadata().getNamespace()
                                + " get localqueues says whether there is one of that name");
    }

    /**
     * The state of a Job that another controller than Kubernetes' own works on, whether it has ended or not: its pods are nowhere
     * here, so that nothing is known of what they did.
     */
    static Optional<JobState> sentAway(Job job) {
        String by = job.getSpec().getManagedBy();
        if (by == null || by.equals(JOB_CONTROLLER)) {
            return Optional.empty();
        }
        return Optional.of(
                leaving(job)
                        ? going(job)
                        : new JobState.Waiting(new Obstacle(
                                Obstacle.Kind.NEEDS_ACTION,
                                "ManagedElsewhere",
                                "Job " + job.getMetadata().getName() + ": spec.managedBy is " + by
                                        + ", which runs its pod in another cluster, where this operator cannot hear"
                                        + " it: name a queue without MultiKueue in the experiment's metadata.labels["
                                        + SlimJobs.QUEUE
                                        + "], or apply the experiment in the worker cluster, with the same results")));
    }

    /** Of a pod that came before the one that the Job controller names nothing is to be known here: the Job says more. */
    private static boolean isMeant(PodReading.PodEnding pod, JobCondition failed) {
        Matcher named = EXIT_CODE.matcher(failed.getMessage() == null ? "" : failed.getMessage());
        return !named.find() || named.group(2).endsWith("/" + pod.pod());
    }

    private static JobState.Failed failed(JobCondition condition, Optional<PodReading.PodEnding> pods) {
        String jobMessage = condition.getMessage() == null ? "" : condition.getMessage();
        boolean begun = pods.map(PodReading.PodEnding::begun).orElse(true);
        Optional<Integer> exitCode =
                pods.flatMap(PodReading.PodEnding::exitCode).or(() -> exitCode(jobMessage, begun));
        String reason = pods.map(PodReading.PodEnding::reason)
                .filter(word -> !word.isBlank())
                .orElse(condition.getReason() == null ? "Failed" : condition.getReason());
        Optional<TerminationMessage> said = pods.flatMap(PodReading.PodEnding::said);
        // a termination message in JSON is not for people
        String message = pods.map(PodReading.PodEnding::message)
                .filter(text -> !text.isBlank() && said.isEmpty())
                .orElse(jobMessage);
        if (exitCode.isEmpty() && UNTOLD.contains(reason)) {
            return new JobState.Failed(at(condition), exitCode, "NeverRan", NEVER_RAN, said);
        }
        return new JobState.Failed(
                at(condition),
                exitCode,
                reason,
                said.flatMap(all -> Optional.ofNullable(all.problem()))
                        .orElse(reason.equals("OOMKilled") ? OUT_OF_MEMORY : message),
                said);
    }

    /**
     * The worker's exit code, or 143 of any container: other codes of other containers have no known meaning.
     *
     * @param begun whether the worker may have been started
     */
    private static Optional<Integer> exitCode(String message, boolean begun) {
        Matcher matcher = EXIT_CODE.matcher(message);
        if (!matcher.find()) {
            return Optional.empty();
        }
        int code = Integer.parseInt(matcher.group(3));
        return Optional.of(code).filter(any -> begun && matcher.group(1).equals(SlimJobs.WORKER) || code == TERMINATED);
    }

    private static Instant at(JobCondition condition) {
        return Instant.parse(condition.getLastTransitionTime());
    }

    static String image(Job job) {
        return job.getSpec().getTemplate().getSpec().getContainers().stream()
                .filter(container -> container.getName().equals(SlimJobs.WORKER))
                .map(Container::getImage)
                .findFirst()
                .orElse("");
    }

    private static Optional<JobCondition> condition(Job job, String type) {
        return job.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals(type) && "True".equals(condition.getStatus()))
                .findFirst();
    }
}
