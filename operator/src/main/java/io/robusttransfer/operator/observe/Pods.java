package io.robusttransfer.operator.observe;

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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The pods of experiments' Jobs, as their informer shows them, and the events about them, which are listed when they are needed. A
 * change of a pod leads to no reconciliation: that of its Job does.
 */
public final class Pods extends AbstractEventSource<Pod, RobustTransferExperiment> {
    static final String JOB_NAME = "batch.kubernetes.io/job-name";
    private static final String BY_JOB = "job";
    private static final String BY_EXPERIMENT = "experiment";
    private static final Set<String> LABELS = Set.of(JOB_NAME, JobMetadata.UID, JobMetadata.TASK);

    private final KubernetesClient client;
    private final SlimInformers<Pod> informers;
    private final GonePods gone = new GonePods();

    /** @param namespaces none for all */
    public Pods(KubernetesClient client, Set<String> namespaces) {
        super(Pod.class, "pods");
        this.client = client;
        this.informers = new SlimInformers<>(
                "Pods",
                namespaces,
                namespace -> labelled(namespace).withLimit(SlimInformers.PAGE).runnableInformer(0),
                SlimPods::new,
                Map.of(BY_JOB, Pods::jobs, BY_EXPERIMENT, Pods::experiment));
    }

    /** Its pods, as far as they are known already. */
    List<Pod> of(Job job) {
        return informers.find(BY_JOB, key(job)).toList();
    }

    /** Its pods as they were seen last, though they may have gone. */
    List<Pod> seen(Job job) {
        return Stream.concat(of(job).stream(), gone.of(key(job)).stream()).toList();
    }

    /** Pods of all Jobs of this experiment, as far as they are known already. */
    List<Pod> ofExperiment(String namespace, String uid) {
        return informers.find(BY_EXPERIMENT, key(namespace, uid)).toList();
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

    Events eventsOf(String namespace, String uid) {
        return new Events(client.v1()
                .events()
                .inNamespace(namespace)
                .withField("involvedObject.uid", uid)
                .list()
                .getItems());
    }

    @Override
    public void start() {
        informers.start(new Told());
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

    /** The labels that tell what a pod is of. */
    static Map<String, String> labels(Pod pod) {
        Map<String, String> labels =
                new TreeMap<>(Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of()));
        labels.keySet().retainAll(LABELS);
        return labels;
    }

    private static List<String> experiment(Pod pod) {
        String uid = labels(pod).get(JobMetadata.UID);
        return uid == null ? List.of() : List.of(key(pod.getMetadata().getNamespace(), uid));
    }

    /** Keys of the Jobs that own a pod. */
    static List<String> jobs(Pod pod) {
        return owners(pod).stream()
                .map(uid -> key(pod.getMetadata().getNamespace(), uid))
                .toList();
    }

    private static String key(Job job) {
        return key(job.getMetadata().getNamespace(), job.getMetadata().getUid());
    }

    /** Anybody may write another's uid into a namespace of their own. */
    static String key(String namespace, String uid) {
        return namespace + "/" + uid;
    }

    static List<String> owners(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .map(owner -> owner.getUid())
                .toList();
    }

    private final class Told implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {}

        @Override
        public void onUpdate(Pod before, Pod pod) {}

        @Override
        public void onDelete(Pod pod, boolean unknown) {
            gone.add(pod);
        }
    }
}
