package io.robusttransfer.operator.act;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
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
import io.robusttransfer.operator.observe.FailedDeletions;
import io.robusttransfer.operator.observe.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Creates and deletes Jobs. It creates up to eight at a time. */
public final class JobWriter {
    private static final Logger LOG = Logger.getLogger(JobWriter.class);

    private static final int CONFLICT = 409;
    private static final int SERVER_ERROR = 500;

    private static final int AT_ONCE = 8;
    /** So many Jobs of no more use are deleted at once, then one a pause: each costs the API server and controllers writes. */
    private static final int TIDIED_AT_ONCE = 20;

    private static final Duration TIDYING_PAUSE = Duration.ofMillis(500);

    private final CreateRequests requests = new CreateRequests(AT_ONCE);
    private final KubernetesClient client;
    private final UnrepeatedClient once;
    private final PodTemplates templates;
    private final DeleteRequests deletes;
    private final Pace tidying = new Pace(TIDIED_AT_ONCE, TIDYING_PAUSE);
    private final Jobs jobs;
    private final WorkerJobs workerJobs;
    private final OperatorMetrics metrics;
    private final BooleanSupplier leads;

    /** @param leads whether this process leads at this moment */
    public JobWriter(
            KubernetesClient client,
            UnrepeatedClient once,
            Jobs jobs,
            WorkerJobs workerJobs,
            OperatorMetrics metrics,
            BooleanSupplier leads) {
        this.client = client;
        this.once = once;
        this.templates = new PodTemplates(client);
        this.deletes = new DeleteRequests(once, metrics, leads);
        this.jobs = jobs;
        this.workerJobs = workerJobs;
        this.metrics = metrics;
        this.leads = leads;
    }

    /** Creates nothing more that was not asked for yet. @return whether all requests have ended within this time */
    public boolean stop(Duration within) {
        return requests.stop(within);
    }

    /**
     * Deletes what it can; what it cannot it leaves until a pause is over.
     *
     * @return whether it has left something for later that it could
     */
    public boolean delete(
            RobustTransferExperiment experiment,
            FailedDeletions failures,
            List<Decision.Deletion> deletions,
            Instant now) {
        boolean left = false;
        for (Decision.Deletion deletion : deletions) {
            if (failures.rests(deletion.uid(), now)) {
                continue;
            }
            if (deletion.tidying() && !tidying.allows(now)) {
                left = true;
                continue;
            }
            DeleteRequests.Result result = delete(experiment.getMetadata().getNamespace(), deletion);
            if (result instanceof DeleteRequests.Result.NotTried) {
                return left;
            }
            if (!(result instanceof DeleteRequests.Result.Failed failed)) {
                failures.remove(deletion.uid());
                continue;
            }
            failures.add(deletion.uid(), undeleted(deletion, failed), failed.refused(), now);
            if (!failed.answered()) {
                return left; // each of the others might be waited for as long
            }
        }
        return left;
    }

    /** What came of the start of one Job. */
    public sealed interface StartResult {
        /** It is created. */
        record Created() implements StartResult {}

        /** A Job existed that the snapshot did not contain: the decision has to be made again. */
        record Found() implements StartResult {}

        /** This process leads no more: the next leader decides. */
        record NotTried() implements StartResult {}

        /** There is no Job now. */
        sealed interface NotStarted extends StartResult {
            Obstacle why();
        }

        /** It is not allowed. */
        record Refused(Obstacle why) implements NotStarted {}

        /** Something else has its name, which keeps no other Job from being created. */
        record NameTaken(Obstacle why) implements NotStarted {}

        /**
         * The API server failed.
         *
         * @param answered whether it is sure that no Job is created later
         */
        record Failed(Obstacle why, boolean answered) implements NotStarted {}
    }

    /**
     * Creates Jobs.
     *
     * @param carefully one first, and the others only if it is allowed; the PodTemplate as it is now
     * @return one result for each start, in their order; fewer where none of the others was tried
     */
    public List<StartResult> start(
            RobustTransferExperiment experiment,
            Snapshot snapshot,
            List<Decision.Start> starts,
            boolean carefully,
            Instant now) {
        if (starts.isEmpty()) {
            return List.of();
        }
        Optional<PodTemplate> template = template(experiment, carefully, now);
        Optional<Obstacle> obstacle = WorkerJobs.obstacle(experiment, template);
        if (obstacle.isPresent()) {
            return List.of(new StartResult.Refused(obstacle.get()));
        }
        Optional<PinnedPlan> pinned = Optional.ofNullable(snapshot.status().plan());
        List<CreateRequest> wanted = starts.stream()
                .map(start -> new CreateRequest(
                        workerJobs.job(experiment, pinned, snapshot.plan(), start, template),
                        isDependant(start, snapshot)))
                .toList();
        List<StartResult> results = new ArrayList<>();
        boolean allowed = !carefully;
        while (!allowed && results.size() < wanted.size()) {
            StartResult next =
                    startAll(wanted.subList(results.size(), results.size() + 1)).get(0);
            results.add(next);
            allowed = next instanceof StartResult.Created;
            if (!allowed && !(next instanceof StartResult.NameTaken)) {
                return results;
            }
        }
        results.addAll(startAll(wanted.subList(results.size(), wanted.size())));
        return results;
    }

    private static boolean isDependant(Decision.Start start, Snapshot snapshot) {
        return start.task() instanceof Task.DoList list
                && !snapshot.plan()
                        .orElseThrow()
                        .lists()
                        .get(list.number())
                        .needs()
                        .isEmpty();
    }

    private record CreateRequest(Job job, boolean dependant) {}

    /** Waits for all requests, so that every Job that was created is known even if another request failed. */
    private List<StartResult> startAll(List<CreateRequest> wanted) {
        List<CompletableFuture<StartResult>> results =
                wanted.stream().map(this::submitted).toList();
        CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .exceptionally(any -> null)
                .join();
        return results.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<StartResult> submitted(CreateRequest wanted) {
        try {
            return requests.submit(wanted.dependant, () -> create(wanted.job));
        } catch (RejectedExecutionException stopped) {
            return CompletableFuture.completedFuture(new StartResult.NotTried());
        }
    }

    private Optional<PodTemplate> template(RobustTransferExperiment experiment, boolean again, Instant now) {
        Worker worker = experiment.getSpec().worker();
        return worker == null || worker.podTemplate() == null
                ? Optional.empty()
                : templates.find(
                        new ResourceID(
                                worker.podTemplate(), experiment.getMetadata().getNamespace()),
                        again,
                        now);
    }

    private StartResult create(Job wanted) {
        String name = wanted.getMetadata().getName();
        if (!leads.getAsBoolean()) {
            LOG.infof("Job %s is not created: this operator does not lead", name);
            return new StartResult.NotTried();
        }
        try {
            jobs.created(once.client()
                    .batch()
                    .v1()
                    .jobs()
                    .inNamespace(wanted.getMetadata().getNamespace())
                    .resource(wanted)
                    .create());
            metrics.jobCreated();
            LOG.infof("created Job %s", name);
            return new StartResult.Created();
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return there(wanted);
            }
            if (ApiErrors.isRefusal(e)) {
                LOG.infof("Job %s is not allowed: %s", name, ApiErrors.reason(e));
                return new StartResult.Refused(errors(wanted).of(ApiErrors.reason(e)));
            }
            return failed(e);
        }
    }

    private StartResult failed(KubernetesClientException e) {
        metrics.apiError(e);
        return new StartResult.Failed(ApiErrors.obstacle(e), e.getCode() != 0 && e.getCode() < SERVER_ERROR);
    }

    private static AdmissionErrors errors(Job wanted) {
        return AdmissionErrors.ofOwn(JobMetadata.of(wanted).orElseThrow().task());
    }

    /** A Job of this name exists: if it does the same work, it serves as well. */
    private StartResult there(Job wanted) {
        String name = wanted.getMetadata().getName();
        String namespace = wanted.getMetadata().getNamespace();
        Job found;
        try {
            found = client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(namespace)
                    .withName(name)
                    .get();
        } catch (KubernetesClientException e) {
            return failed(e);
        }
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
        return new StartResult.NameTaken(new Obstacle(Obstacle.Kind.NEEDS_ACTION, "NameTaken", message));
    }

    private DeleteRequests.Result delete(String namespace, Decision.Deletion deletion) {
        DeleteRequests.Result result = deletes.delete(
                "/apis/batch/v1/namespaces/" + namespace + "/jobs/" + deletion.name(),
                deletion.uid(),
                new DeleteOptionsBuilder().withPropagationPolicy(deletion.saving() ? "Foreground" : "Background"));
        if (result instanceof DeleteRequests.Result.Failed failed) {
            LOG.warnf("Job %s is not deleted: %s", deletion.name(), failed.words());
            return result;
        }
        if (result instanceof DeleteRequests.Result.NotTried) {
            LOG.infof("Job %s is not deleted: this operator does not lead", deletion.name());
            return result;
        }
        boolean deleted = result instanceof DeleteRequests.Result.Deleted;
        if (deleted) {
            LOG.infof("deleted Job %s: %s", deletion.name(), deletion.why());
        }
        jobs.deleted(deletion.uid(), deleted && deletion.saving(), deletion.tidying());
        return result;
    }

    private static Obstacle undeleted(Decision.Deletion deletion, DeleteRequests.Result.Failed failed) {
        return new Obstacle(
                Obstacle.Kind.NEEDS_ACTION,
                "FailedDelete",
                "Job " + deletion.name() + " cannot be deleted (" + deletion.why() + "): " + failed.words()
                        + "; let the operator delete it, or do so");
    }
}
