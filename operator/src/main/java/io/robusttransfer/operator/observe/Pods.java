package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Pods of Jobs and the events about them. They are listed when they are needed, not watched. */
final class Pods {
    private static final String JOB_NAME = "batch.kubernetes.io/job-name";

    private final KubernetesClient client;

    Pods(KubernetesClient client) {
        this.client = client;
    }

    List<Pod> of(Job job) {
        String uid = job.getMetadata().getUid();
        return client
                .pods()
                .inNamespace(job.getMetadata().getNamespace())
                .withLabel(JOB_NAME, job.getMetadata().getName())
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> owner.getUid().equals(uid)))
                .toList();
    }

    List<Event> eventsOf(String namespace, String uid) {
        return client.v1()
                .events()
                .inNamespace(namespace)
                .withField("involvedObject.uid", uid)
                .list()
                .getItems();
    }
}
