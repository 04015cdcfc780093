package io.robusttransfer.operator.act;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.api.Worker;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.decide.Snapshot;
import io.robusttransfer.operator.decide.Task;
import io.robusttransfer.operator.job.JobMetadata;
import io.robusttransfer.operator.job.WorkerJobs;
import io.robusttransfer.operator.observe.AdmissionErrors;
import io.robusttransfer.operator.observe.Jobs;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Creates and deletes Jobs. It creates up to eight at a time. */
public final class JobWriter {
    private static final Logger LOG = Logger.getLogger(JobWriter.class);

    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    /** Codes with which the API server refuses a valid request. */
    private static final Set<Integer> REFUSED = Set.of(400, 403, 422);

    private static final int AT_ONCE = 8;

    private final ExecutorService requests = Executors.newFixedThreadPool(AT_ONCE, request -> {
        Thread thread = new Thread(request, "create-job");
        thread.setDaemon(true);
        return thread;
    });
    private final KubernetesClient client;
    private final Jobs jobs;
    private final WorkerJobs workerJobs;
    private final OperatorMetrics metrics;

    public JobWriter(KubernetesClient client, Jobs jobs, WorkerJobs workerJobs, OperatorMetrics metrics) {
        this.client = client;
        this.jobs = jobs;
        this.workerJobs = workerJobs;
        this.metrics = metrics;
    }

    public void delete(RobustTransferExperiment experiment, List<Decision.Deletion> deletions) {
        deletions.forEach(deletion -> delete(experiment.getMetadata().getNamespace(), deletion));
    }

    /** The outcome of starting Jobs. */
    public sealed interface StartResult {
        /** All are created. */
        record AsDecided() implements StartResult {}

        /** A Job existed that the snapshot did not contain: the decision has to be made again. */
        record Found() implements StartResult {}

        /** One is not allowed. */
        record Refused(Obstacle why) implements StartResult {}
    }

    /** Creates the first Job alone, and the others in parallel if it is allowed. */
    public StartResult start(RobustTransferExperiment experiment, Snapshot snapshot, List<Decision.Start> starts) {
        if (starts.isEmpty()) {
            return new StartResult.AsDecided();
        }
        Optional<PodTemplate> template = template(experiment);
        Optional<Obstacle> obstacle = WorkerJobs.obstacle(experiment, template);
        if (obstacle.isPresent()) {
            return new StartResult.Refused(obstacle.get());
        }
        Optional<PinnedPlan> pinned = Optional.ofNullable(snapshot.status().plan());
        List<Job> wanted = starts.stream()
                .map(start -> workerJobs.job(experiment, pinned, snapshot.plan(), start, template))
                .toList();
        Job first = wanted.get(0);
        StartResult outcome = outcome(first, () -> create(first));
        return outcome instanceof StartResult.AsDecided ? start(wanted.subList(1, wanted.size())) : outcome;
    }

    /** Waits for all requests, so that every Job that was created is known even if another request failed. */
    private StartResult start(List<Job> wanted) {
        List<CompletableFuture<Job>> created = wanted.stream()
                .map(job -> CompletableFuture.supplyAsync(() -> create(job), requests))
                .toList();
        StartResult outcome = new StartResult.AsDecided();
        Optional<KubernetesClientException> problem = Optional.empty();
        for (int i = 0; i < wanted.size(); i++) {
            CompletableFuture<Job> future = created.get(i);
            try {
                StartResult each = outcome(wanted.get(i), () -> joined(future));
                outcome = outcome instanceof StartResult.AsDecided ? each : outcome;
            } catch (KubernetesClientException e) {
                problem = Optional.of(e);
            }
        }
        if (problem.isPresent()) {
            throw problem.get();
        }
        return outcome;
    }

    private static Job joined(CompletableFuture<Job> created) {
        try {
            return created.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof KubernetesClientException said) {
                throw said;
            }
            throw e;
        }
    }

    private Optional<PodTemplate> template(RobustTransferExperiment experiment) {
        Worker worker = experiment.getSpec().worker();
        return worker == null || worker.podTemplate() == null
                ? Optional.empty()
                : Optional.ofNullable(client.v1()
                        .podTemplates()
                        .inNamespace(experiment.getMetadata().getNamespace())
                        .withName(worker.podTemplate())
                        .get());
    }

    private Job create(Job job) {
        return client.batch()
                .v1()
                .jobs()
                .inNamespace(job.getMetadata().getNamespace())
                .resource(job)
                .create();
    }

    private StartResult outcome(Job wanted, Supplier<Job> created) {
        String name = wanted.getMetadata().getName();
        try {
            jobs.created(created.get());
            metrics.jobCreated();
            LOG.infof("created Job %s", name);
            return new StartResult.AsDecided();
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return there(wanted);
            }
            if (REFUSED.contains(e.getCode()) || webhook(e)) {
                LOG.infof("Job %s is not allowed: %s", name, reason(e));
                return new StartResult.Refused(AdmissionErrors.of(reason(e)));
            }
            throw e;
        }
    }

    /** A Job of this name exists: if it does the same work, it serves as well. */
    private StartResult there(Job wanted) {
        String name = wanted.getMetadata().getName();
        String namespace = wanted.getMetadata().getNamespace();
        Job found =
                client.batch().v1().jobs().inNamespace(namespace).withName(name).get();
        if (found == null) {
            return new StartResult.Found();
        }
        Optional<Task> task = JobMetadata.of(found).map(JobMetadata::task);
        boolean same = JobMetadata.sameWork(wanted, found) && task.isPresent();
        if (same && !JobMetadata.isLabelled(found)) {
            return taken("Job " + name + " in namespace " + namespace + " has lost the label " + JobMetadata.MANAGED_BY
                    + "=" + JobMetadata.MANAGER
                    + ", so the operator does not see it: restore the label, or delete the Job");
        }
        boolean shared = task.filter(Task.DoList.class::isInstance).isPresent();
        if (same && !shared && !Jobs.haveSameOwner(wanted, found)) {
            return taken("Job " + name + " in namespace " + namespace + " belongs to no experiment any more"
                    + " (metadata.ownerReferences), so the operator does not see it: delete it");
        }
        if (same) {
            jobs.created(found);
            LOG.infof("Job %s is there already", name);
            return new StartResult.Found();
        }
        return taken("Job " + name + " in namespace " + namespace + " does something else (annotation "
                + JobMetadata.HASH + ") and stands in the way: delete it");
    }

    private static StartResult taken(String message) {
        return new StartResult.Refused(new Obstacle(Obstacle.Kind.NEEDS_ACTION, "NameTaken", message));
    }

    private void delete(String namespace, Decision.Deletion deletion) {
        DeleteOptions options = new DeleteOptionsBuilder()
                .withPropagationPolicy(deletion.saving() ? "Foreground" : "Background")
                .withNewPreconditions()
                .withUid(deletion.uid())
                .endPreconditions()
                .build();
        boolean stays = deletion.saving();
        try {
            client.raw("/apis/batch/v1/namespaces/" + namespace + "/jobs/" + deletion.name(), "DELETE", options);
            LOG.infof("deleted Job %s: %s", deletion.name(), deletion.why());
        } catch (KubernetesClientException e) {
            if (e.getCode() != NOT_FOUND && e.getCode() != CONFLICT) {
                throw e;
            }
            stays = false;
        }
        jobs.deleted(deletion.uid(), stays);
    }

    private static boolean webhook(KubernetesClientException e) {
        return reason(e).contains("webhook");
    }

    private static String reason(KubernetesClientException e) {
        return e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : String.valueOf(e.getMessage());
    }
}
