package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.job.JobMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pods of experiments' Jobs, as their informer shows them, and the events about them, which are listed when they are needed. A
 * change of a pod leads to no reconciliation: that of its Job does.
 */
public final class Pods extends AbstractEventSource<Pod, RobustTransferExperiment> {
    private static final String JOB_NAME = "batch.kubernetes.io/job-name";
    private static final String BY_JOB = "job";

    private final KubernetesClient client;
    private final SlimInformers<Pod> informers;

    /** @param namespaces none for all */
    public Pods(KubernetesClient client, Set<String> namespaces) {
        super(Pod.class, "pods");
        this.client = client;
        this.informers = new SlimInformers<>(
                "Pods",
                namespaces,
                namespace -> labelled(namespace).withLimit(SlimInformers.PAGE).runnableInformer(0),
                SlimPods::new,
                Map.of(BY_JOB, Pods::owners));
    }

    /** Its pods, as far as they are known already. */
    List<Pod> of(Job job) {
        return informers.find(BY_JOB, job.getMetadata().getUid()).toList();
    }

    /** Its pods, asked for now. */
    List<Pod> listed(Job job) {
        return client
                .pods()
                .inNamespace(job.getMetadata().getNamespace())
                .withLabel(JOB_NAME, job.getMetadata().getName())
                .list()
                .getItems()
                .stream()
                .filter(pod -> owners(pod).contains(job.getMetadata().getUid()))
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

    @Override
    public void start() {
        informers.start(new Quiet());
        super.start();
    }

    @Override
    public void stop() {
        super.stop();
        informers.stop();
    }

    public boolean synced() {
        return informers.synced();
    }

    @Override
    public Status getStatus() {
        return synced() ? Status.HEALTHY : Status.UNHEALTHY;
    }

    @Override
    public Set<Pod> getSecondaryResources(RobustTransferExperiment experiment) {
        return Set.of();
    }

    private FilterWatchListDeletable<Pod, PodList, PodResource> labelled(Optional<String> namespace) {
        return namespace
                .map(name -> client.pods().inNamespace(name).withLabel(JobMetadata.TASK))
                .orElseGet(() -> client.pods().inAnyNamespace().withLabel(JobMetadata.TASK));
    }

    private static List<String> owners(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .map(owner -> owner.getUid())
                .toList();
    }

    private static final class Quiet implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {}

        @Override
        public void onUpdate(Pod before, Pod pod) {}

        @Override
        public void onDelete(Pod pod, boolean unknown) {}
    }
}
