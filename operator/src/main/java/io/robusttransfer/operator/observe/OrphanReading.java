package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import io.robusttransfer.operator.decide.ExperimentPlan;
import io.robusttransfer.operator.decide.JobState;
import io.robusttransfer.operator.decide.ObservedJob;
import io.robusttransfer.operator.decide.Task;
import io.robusttransfer.operator.job.JobMetadata;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Reads from the pods of an experiment which of them were left of Jobs that are gone, and may still work. Pure.
 *
 * @param plan names the lists that Jobs are of
 * @param jobExists whether the Job that owns a pod is there
 */
record OrphanReading(Optional<ExperimentPlan> plan, Predicate<Pod> jobExists, Instant now) {
    private static final Pattern JOB = Pattern.compile("(.+)-([1-9][0-9]{0,8})");

    List<ObservedJob> of(Collection<Pod> pods) {
        return pods.stream()
                .filter(this::works)
                .filter(pod -> !jobExists.test(pod))
                .flatMap(pod -> orphan(pod).stream())
                .toList();
    }

    private boolean works(Pod pod) {
        String phase = pod.getStatus().getPhase();
        return !"Succeeded".equals(phase) && !"Failed".equals(phase) && !PodObstacles.isLost(pod, now);
    }

    private Optional<ObservedJob> orphan(Pod pod) {
        Matcher job = JOB.matcher(pod.getMetadata().getLabels().getOrDefault(Pods.JOB_NAME, ""));
        return job.matches()
                ? task(pod, job.group(1))
                        .map(task -> new ObservedJob(
                                job.group(),
                                pod.getMetadata().getUid(),
                                task,
                                Integer.parseInt(job.group(2)),
                                1,
                                Instant.parse(pod.getMetadata().getCreationTimestamp()),
                                state(pod),
                                false))
                : Optional.empty();
    }

    private Optional<Task> task(Pod pod, String stem) {
        return JobMetadata.task(
                pod.getMetadata().getLabels().getOrDefault(JobMetadata.TASK, ""),
                plan.flatMap(known -> IntStream.range(0, known.lists().size())
                                .filter(list ->
                                        known.lists().get(list).jobName().equals(stem))
                                .boxed()
                                .findFirst())
                        .map(String::valueOf)
                        .orElse(null));
    }

    /** The garbage collector deletes a pod that still names its owner. */
    private static JobState state(Pod pod) {
        boolean left = Pods.owners(pod).isEmpty() && pod.getMetadata().getDeletionTimestamp() == null;
        return left ? new JobState.Orphaned(pod.getMetadata().getName()) : new JobState.Terminating(List.of());
    }
}
