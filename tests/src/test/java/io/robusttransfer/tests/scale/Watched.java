package io.robusttransfer.tests.scale;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When each Job of a namespace came and when it ended, on this process's clock. */
final class Watched implements AutoCloseable {
    private final Map<String, Long> came = new ConcurrentHashMap<>();
    private final Map<String, Long> ended = new ConcurrentHashMap<>();
    private final Map<String, Job> jobs = new ConcurrentHashMap<>();
    private final SharedIndexInformer<Job> informer;

    Watched(KubernetesClient client, String namespace) {
        informer = client.batch().v1().jobs().inNamespace(namespace).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Job job) {
                see(job);
            }

            @Override
            public void onUpdate(Job before, Job job) {
                see(job);
            }

            @Override
            public void onDelete(Job job, boolean unknown) {
                see(job);
            }
        });
    }

    private void see(Job job) {
        String name = job.getMetadata().getName();
        came.putIfAbsent(name, System.nanoTime());
        jobs.put(name, job);
        boolean complete = job.getStatus() != null
                && job.getStatus().getConditions().stream()
                        .anyMatch(c ->
                                c.getType().equals("Complete") && c.getStatus().equals("True"));
        if (complete) {
            ended.putIfAbsent(name, System.nanoTime());
        }
    }

    Job job(String name) {
        return jobs.get(name);
    }

    Collection<Job> jobs() {
        return jobs.values();
    }

    int ended() {
        return ended.size();
    }

    /** From the first Job's coming to the last one's end. */
    double seconds() {
        long first = came.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        long last = ended.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        return (last - first) / 1e9;
    }

    @Override
    public void close() {
        informer.close();
    }
}
