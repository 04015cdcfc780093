package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.robusttransfer.operator.job.JobMetadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Stores only the fields of a Job that the operator reads: a tenth of it, since every Job contains the spec of its experiment. */
final class SlimJobs extends BasicItemStore<Job> {
    /** Names the queue that a Job waits in. */
    static final String QUEUE = "kueue.x-k8s.io/queue-name";

    static final String WORKER = "worker";

    private static final Set<String> ENDS = Set.of("Complete", "Failed");

    SlimJobs() {
        super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public Job put(String key, Job job) {
        return super.put(key, slim(job));
    }

    static Job slim(Job job) {
        ObjectMeta whole = job.getMetadata();
        return new JobBuilder()
                .withMetadata(metadata(whole)
                        .withFinalizers(whole.getFinalizers())
                        .withLabels(ours(whole.getLabels()))
                        .withAnnotations(ours(whole.getAnnotations()))
                        .build())
                .withNewSpec()
                .withSuspend(job.getSpec().getSuspend())
                .withManagedBy(job.getSpec().getManagedBy())
                .withNewTemplate()
                .withNewSpec()
                .withContainers(worker(job.getSpec().getTemplate().getSpec()))
                .endSpec()
                .endTemplate()
                .endSpec()
                .withStatus(slim(job.getStatus()))
                .build();
    }

    /** Whether nothing has changed that the operator reads, but for when the Job controller first looked at it. */
    static boolean same(Job before, Job job) {
        return timeless(before).equals(timeless(job));
    }

    private static Job timeless(Job job) {
        Job slim = slim(job);
        slim.getMetadata().setResourceVersion(null);
        slim.getStatus().setStartTime(null);
        return slim;
    }

    /** What is kept of the metadata of a Job and of a pod. */
    static ObjectMetaBuilder metadata(ObjectMeta whole) {
        return new ObjectMetaBuilder()
                .withNamespace(whole.getNamespace())
                .withName(whole.getName())
                .withUid(whole.getUid())
                .withResourceVersion(whole.getResourceVersion())
                .withCreationTimestamp(whole.getCreationTimestamp())
                .withDeletionTimestamp(whole.getDeletionTimestamp())
                .withOwnerReferences(whole.getOwnerReferences());
    }

    /** What is kept of the containers: the worker's name and image. */
    static List<Container> worker(PodSpec pod) {
        return pod.getContainers().stream()
                .filter(container -> container.getName().equals(WORKER))
                .map(container -> new ContainerBuilder()
                        .withName(WORKER)
                        .withImage(container.getImage())
                        .build())
                .toList();
    }

    private static JobStatus slim(JobStatus status) {
        if (status == null) {
            return new JobStatus();
        }
        return new JobStatusBuilder()
                .withReady(status.getReady())
                .withStartTime(status.getStartTime())
                .withConditions(status.getConditions().stream()
                        .filter(condition -> ENDS.contains(condition.getType()) && "True".equals(condition.getStatus()))
                        .toList())
                .build();
    }

    private static Map<String, String> ours(Map<String, String> all) {
        Map<String, String> ours = new TreeMap<>();
        if (all != null) {
            all.forEach((name, value) -> {
                if (name.startsWith(JobMetadata.PREFIX) || name.equals(QUEUE)) {
                    ours.put(name, value);
                }
            });
        }
        return ours;
    }
}
