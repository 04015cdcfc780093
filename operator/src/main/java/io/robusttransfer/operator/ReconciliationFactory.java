package io.robusttransfer.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.act.EventWriter;
import io.robusttransfer.operator.act.JobWriter;
import io.robusttransfer.operator.act.OperatorMetrics;
import io.robusttransfer.operator.act.OrphanWriter;
import io.robusttransfer.operator.act.StatusPatch;
import io.robusttransfer.operator.act.UnrepeatedClient;
import io.robusttransfer.operator.decide.Phase;
import io.robusttransfer.operator.job.WorkerJobs;
import io.robusttransfer.operator.observe.Jobs;
import io.robusttransfer.operator.observe.Observer;
import io.robusttransfer.operator.observe.PlanMemory;
import io.robusttransfer.operator.observe.Plans;
import io.robusttransfer.operator.observe.Pods;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Creates the reconciliation and what it consists of. */
@Singleton
final class ReconciliationFactory {
    private final KubernetesClient client;
    private final MeterRegistry registry;
    private final OperatorMetrics metrics;
    private final String workerImage;
    private final String instance;
    private volatile IndexedResourceCache<RobustTransferExperiment> experiments;
    private volatile Jobs jobs;
    private volatile Pods pods;
    private volatile JobStarts starts;

    ReconciliationFactory(
            KubernetesClient client,
            MeterRegistry registry,
            @ConfigProperty(name = "robust-transfer.worker-image") String workerImage,
            @ConfigProperty(name = "robust-transfer.instance") String instance) {
        this.client = client;
        this.registry = registry;
        this.metrics = new OperatorMetrics(registry);
        this.workerImage = workerImage;
        this.instance = instance;
    }

    OperatorMetrics metrics() {
        return metrics;
    }

    /** Reconciles every experiment soon. */
    void all() {
        experiments.keys().forEach(jobs::call);
    }

    /** Whether the Jobs of the cluster and their pods are known. */
    boolean jobsKnown() {
        return jobs != null && jobs.synced() && pods.synced();
    }

    /** Ends what reconciliations have begun. @return whether nothing is under way any more */
    boolean stop(Duration within) {
        return starts == null || starts.stop(within);
    }

    /**
     * @param namespaces none for all
     * @param leads whether this process leads at this moment
     */
    Reconciliation reconciliation(
            Set<String> namespaces, IndexedResourceCache<RobustTransferExperiment> experiments, BooleanSupplier leads) {
        InstantSource clock = InstantSource.system();
        this.experiments = experiments;
        jobs = new Jobs(client, clock, namespaces);
        pods = new Pods(client, namespaces);
        UnrepeatedClient once = UnrepeatedClient.of(client);
        WorkerJobs workerJobs = new WorkerJobs(workerImage);
        starts = new JobStarts(clock, leads, jobs, new JobWriter(client, once, jobs, workerJobs, metrics, leads));
        ExperimentCaches caches =
                new ExperimentCaches(name -> experiments.get(name).isPresent());
        Phase.words().forEach(phase -> Gauge.builder("robust_transfer.experiments", () -> caches.count(phase))
                .description("Experiments by how they are")
                .tag("phase", phase)
                .register(registry));
        Gauge.builder(
                        "robust_transfer.jobs.oldest.wait",
                        () -> caches.oldestWait(clock.instant()).toMillis() / 1000.0)
                .baseUnit("seconds")
                .description("How long the Job that may be created and has waited for longest has not been")
                .register(registry);
        EventWriter events = new EventWriter(client, metrics, instance);
        return new Reconciliation(
                clock,
                jobs,
                pods,
                new Plans(new PlanMemory()),
                new Observer(jobs, pods, workerJobs),
                starts,
                new OrphanWriter(once, metrics, events, leads),
                new StatusPatch(once, metrics, leads),
                events,
                caches);
    }
}
