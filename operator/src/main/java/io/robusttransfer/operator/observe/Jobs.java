package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.ScalableResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.decide.Task;
import io.robusttransfer.operator.job.JobMetadata;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The Jobs of experiments, by index: as the informer shows them, with this operator's own writes laid over them until the informer
 * shows those, too. Each change that this operator did not expect reconciles the experiment that owns the Job and the experiments
 * that wait for it.
 */
public final class Jobs extends AbstractEventSource<Job, RobustTransferExperiment> {
    private static final String BY_OWNER = "owner";
    private static final String BY_STAGE = "stage";
    private static final String BY_STEM = "stem";
    private static final Map<String, Function<Job, List<String>>> INDEXES =
            Map.of(BY_OWNER, Jobs::owners, BY_STAGE, Jobs::stages, BY_STEM, Jobs::stems);

    private final KubernetesClient client;
    private final OwnWrites writes;
    private final AwaitedJobs awaited = new AwaitedJobs();
    private final SlimInformers<Job> informers;

    /** @param namespaces none for all */
    public Jobs(KubernetesClient client, InstantSource clock, Set<String> namespaces) {
        super(Job.class, "jobs");
        this.client = client;
        this.writes = new OwnWrites(clock);
        this.informers = new SlimInformers<>(
                "Jobs",
                namespaces,
                namespace -> labelled(client, namespace)
                        .withLimit(SlimInformers.PAGE)
                        .runnableInformer(0),
                SlimJobs::new,
                INDEXES);
    }

    /** Jobs that this experiment owns. */
    public Collection<Job> ownedBy(String experimentUid) {
        return find(BY_OWNER, experimentUid);
    }

    /** Whether there is a Job of this uid, watched or not; it is asked for now. */
    boolean exists(String namespace, String name, String uid) {
        Job job =
                client.batch().v1().jobs().inNamespace(namespace).withName(name).get();
        return job != null && job.getMetadata().getUid().equals(uid);
    }

    /** Jobs of the namespace, of any experiment, that do this stage for results in this location. */
    public Collection<Job> doing(String namespace, String place, String stage) {
        return find(BY_STAGE, stageKey(namespace, place, stage));
    }

    /** All attempts, of any experiment, at what the stem names. */
    public Collection<Job> attempts(String namespace, String stem) {
        return find(BY_STEM, namespace + "/" + stem);
    }

    /**
     * From now on this experiment is reconciled, too, when one of these Jobs changes; the Jobs of an earlier call no longer
     * count.
     */
    public void awaits(ResourceID experiment, Set<String> jobUids) {
        awaited.set(experiment, jobUids);
    }

    /** Reconciles this experiment soon. */
    public void call(ResourceID experiment) {
        getEventHandler().handleEvent(new Event(experiment));
    }

    public void created(Job job) {
        Set<String> keys = new HashSet<>();
        INDEXES.forEach((index, of) -> of.apply(job).forEach(key -> keys.add(index + ":" + key)));
        writes.created(SlimJobs.slim(job), keys);
    }

    /**
     * @param saving whether the Job is still there until its pod has gone
     * @param tidying whether nothing waits for its end
     */
    public void deleted(String uid, boolean saving, boolean tidying) {
        writes.deleted(uid, saving, tidying);
    }

    public boolean synced() {
        return informers.synced();
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

    @Override
    public Status getStatus() {
        return synced() ? Status.HEALTHY : Status.UNHEALTHY;
    }

    @Override
    public Set<Job> getSecondaryResources(RobustTransferExperiment experiment) {
        return new HashSet<>(ownedBy(experiment.getMetadata().getUid()));
    }

    private static FilterWatchListDeletable<Job, JobList, ScalableResource<Job>> labelled(
            KubernetesClient client, Optional<String> namespace) {
        return namespace
                .map(name -> client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(name)
                        .withLabel(JobMetadata.MANAGED_BY, JobMetadata.MANAGER))
                .orElseGet(() -> client.batch()
                        .v1()
                        .jobs()
                        .inAnyNamespace()
                        .withLabel(JobMetadata.MANAGED_BY, JobMetadata.MANAGER));
    }

    private Collection<Job> find(String index, String key) {
        Map<String, Job> found = new LinkedHashMap<>();
        // own writes are read before the cache, so no Job is missed while it moves from one to the other
        writes.created(index + ":" + key)
                .forEach(job -> found.put(job.getMetadata().getUid(), job));
        informers.find(index, key).forEach(cached -> {
            found.remove(cached.getMetadata().getUid());
            writes.now(cached).ifPresent(job -> found.put(job.getMetadata().getUid(), job));
        });
        return found.values();
    }

    private static List<String> owners(Job job) {
        return owner(job).map(owner -> List.of(owner.getUid())).orElse(List.of());
    }

    private static List<String> stages(Job job) {
        String place = job.getMetadata().getLabels().get(JobMetadata.PLACE);
        return JobMetadata.of(job)
                .map(metadata -> metadata.stages().stream()
                        .map(stage -> stageKey(job.getMetadata().getNamespace(), place, stage))
                        .toList())
                .orElse(List.of());
    }

    private static List<String> stems(Job job) {
        String name = job.getMetadata().getName();
        boolean list = JobMetadata.of(job)
                .filter(metadata -> metadata.task() instanceof Task.DoList)
                .isPresent();
        return list ? List.of(job.getMetadata().getNamespace() + "/" + name.replaceFirst("-[0-9]+$", "")) : List.of();
    }

    private static String stageKey(String namespace, String place, String stage) {
        return namespace + "/" + place + "/" + stage;
    }

    static boolean isOf(RobustTransferExperiment experiment, Job job) {
        return owner(job)
                .filter(owner -> owner.getUid().equals(experiment.getMetadata().getUid()))
                .isPresent();
    }

    public static boolean haveSameOwner(Job one, Job other) {
        return owner(one).map(OwnerReference::getUid).equals(owner(other).map(OwnerReference::getUid));
    }

    static Optional<OwnerReference> owner(Job job) {
        return job.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .filter(owner -> owner.getKind().equals(RobustTransferExperiment.KIND))
                .findFirst();
    }

    private final class Told implements ResourceEventHandler<Job> {
        @Override
        public void onAdd(Job job) {
            if (writes.shown(job).filter(created -> SlimJobs.same(created, job)).isEmpty()) {
                tell(job);
            }
        }

        @Override
        public void onUpdate(Job before, Job job) {
            writes.shown(job);
            if (!SlimJobs.same(before, job)) {
                tell(job);
            }
        }

        @Override
        public void onDelete(Job job, boolean unknown) {
            Set<ResourceID> waiters = awaited.gone(job.getMetadata().getUid());
            if (!writes.gone(job) || !waiters.isEmpty()) {
                tell(job, waiters);
            }
        }

        private void tell(Job job) {
            tell(job, awaited.forJob(job.getMetadata().getUid()));
        }

        private void tell(Job job, Set<ResourceID> waiters) {
            String namespace = job.getMetadata().getNamespace();
            Set<ResourceID> concerned = new HashSet<>(waiters);
            owner(job).ifPresent(owner -> concerned.add(new ResourceID(owner.getName(), namespace)));
            concerned.forEach(Jobs.this::call);
        }
    }
}
