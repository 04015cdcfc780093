package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.operator.decide.Decider;
import io.robusttransfer.operator.decide.ExperimentPlan;
import io.robusttransfer.operator.decide.JobState;
import io.robusttransfer.operator.decide.ObservedJob;
import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.decide.Snapshot;
import io.robusttransfer.operator.decide.StageMarks;
import io.robusttransfer.operator.decide.Task;
import io.robusttransfer.operator.job.JobMetadata;
import io.robusttransfer.operator.job.ResultsLocation;
import io.robusttransfer.operator.job.WorkerJobs;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes the snapshot of an experiment. */
public final class Observer {
    private final Jobs jobs;
    private final Pods pods;
    private final WorkerJobs workerJobs;
    private final PodInspector inspector;
    private final Orphans orphans;

    public Observer(Jobs jobs, Pods pods, WorkerJobs workerJobs) {
        this.jobs = jobs;
        this.pods = pods;
        this.workerJobs = workerJobs;
        this.inspector = new PodInspector(pods);
        this.orphans = new Orphans(jobs, pods);
    }

    /** @param rebuilt by {@link Plans#of} in this reconciliation */
    public Observation observe(
            RobustTransferExperiment experiment, ExperimentCache cache, RebuiltPlan rebuilt, Instant now) {
        ExperimentStatus status = cache.status(experiment).status();
        Optional<ExperimentPlan> plan = rebuilt.plan();
        Set<String> asked = JobMetadata.possiblyAsked(experiment);
        String image = workerJobs.image(experiment.getSpec(), Optional.ofNullable(status.plan()));
        Collection<Job> own = jobs.ownedBy(experiment.getMetadata().getUid());
        Settlement settled = new Settlement(status, plan);
        // read first: a Job that ends meanwhile is then found by both reads rather than by neither
        SortedMap<Integer, Job> awaited = awaited(experiment, plan, settled);
        Map<Integer, Collection<Job>> attempts =
                plan.map(known -> attempts(experiment, known)).orElse(Map.of());
        Map<Integer, Job> ended = endedElsewhere(experiment, attempts, settled);
        List<Job> lookedAt =
                Stream.concat(own.stream(), spokenOf(experiment, awaited)).toList();
        cache.keepJobs(uids(Stream.concat(lookedAt.stream(), ended.values().stream())));
        Optional<Duration> again = inspector.look(experiment, lookedAt, cache, now);
        List<ObservedJob> left = orphans.of(experiment, uids(own.stream()), plan, now);
        cache.failedDeletions()
                .keep(Stream.concat(uids(own.stream()).stream(), left.stream().map(ObservedJob::uid))
                        .collect(Collectors.toSet()));
        Stream<ObservedJob> observed = own.stream()
                .flatMap(job -> JobMetadata.of(job)
                        .filter(metadata -> !isOver(job, experiment, metadata, settled, cache))
                        .map(metadata -> {
                            JobState state = state(job, experiment, metadata, settled, cache);
                            boolean outdated = JobMetadata.isOutdated(job, asked) || lacksOther(job, state, image);
                            return observed(job, metadata, state, outdated);
                        })
                        .stream());
        Snapshot snapshot = new Snapshot(
                experiment.getMetadata().getGeneration(),
                experiment.getSpec().execution(),
                status,
                plan,
                Stream.concat(observed, left.stream()).toList(),
                others(awaited, cache),
                highest(attempts),
                succeededElsewhere(ended, cache),
                cache.failedDeletions().obstacles(),
                LaterDefinition.unknown(experiment),
                obstacle(rebuilt, cache, experiment.getMetadata().getGeneration(), now));
        return new Observation(snapshot, left.isEmpty() ? again : Optional.of(Orphans.BETWEEN_LOOKS));
    }

    /**
     * Whether it waits for another image than a Job created now. One that waits for anything else runs its image once it can: an
     * upgrade of the operator makes none of those anew.
     */
    private static boolean lacksOther(Job job, JobState state, String image) {
        return PodObstacles.lacksImage(state)
                && !JobMetadata.image(job)
                        .orElseGet(() -> JobReading.image(job))
                        .equals(image);
    }

    private static Optional<Obstacle> obstacle(
            RebuiltPlan rebuilt, ExperimentCache cache, long generation, Instant now) {
        return rebuilt.problem().or(() -> cache.refusal(generation, now));
    }

    private JobState state(
            Job job,
            RobustTransferExperiment experiment,
            JobMetadata metadata,
            Settlement settled,
            ExperimentCache cache) {
        // also of a Job that is being deleted: once it has ended, its pod may be gone at the next reconciliation
        return JobReading.hasEnded(job) && JobReading.sentAway(job).isEmpty()
                ? ending(job, isSaid(experiment, metadata, settled, cache), cache)
                : live(job, cache);
    }

    /** Whether the status says already what the Job did. */
    private static boolean isSaid(
            RobustTransferExperiment experiment, JobMetadata metadata, Settlement settled, ExperimentCache cache) {
        return Decider.isComplete(cache.status(experiment).status())
                || metadata.task() instanceof Task.DoList list && settled.has(list.number());
    }

    /** Nothing is to be done with it any more, though finalizers of others may keep it. */
    private static boolean isOver(
            Job job,
            RobustTransferExperiment experiment,
            JobMetadata metadata,
            Settlement settled,
            ExperimentCache cache) {
        return JobReading.leaving(job)
                && JobReading.hasSucceeded(job)
                && metadata.task() instanceof Task.DoList
                && isSaid(experiment, metadata, settled, cache);
    }

    /** @param known whether the status says already what it said */
    private JobState ending(Job job, boolean known, ExperimentCache cache) {
        String uid = job.getMetadata().getUid();
        JobState read = cache.endings().get(uid);
        if (read != null) {
            return read;
        }
        JobState ended =
                JobReading.ended(job, known ? Optional.empty() : podEnding(job)).orElseThrow();
        if (!known) {
            cache.endings().put(uid, ended);
        }
        return ended;
    }

    /** The watch of pods may be behind that of Jobs: only a pod that succeeded is surely the last of its Job. */
    private Optional<PodReading.PodEnding> podEnding(Job job) {
        return JobReading.hasSucceeded(job)
                ? PodReading.success(pods.seen(job)).or(() -> PodReading.ending(pods.listed(job)))
                : PodReading.ending(pods.listed(job), pods.seen(job));
    }

    /** Of a Job that has not ended, or whose end says nothing. */
    private static JobState live(Job job, ExperimentCache cache) {
        Optional<JobState> sentAway = JobReading.sentAway(job);
        if (sentAway.isPresent()) {
            return sentAway.get();
        }
        Optional<JobState> looked = Optional.ofNullable(
                        cache.looks().get(job.getMetadata().getUid()))
                .flatMap(ExperimentCache.Look::state);
        return JobReading.leaving(job)
                ? looked.filter(JobState.Lost.class::isInstance).orElseGet(() -> JobReading.going(job))
                : looked.orElseGet(() -> unseen(job));
    }

    /** Of a Job whose pod has not been inspected. */
    private static JobState unseen(Job job) {
        return JobReading.suspended(job) ? new JobState.Waiting(JobReading.queued(job)) : new JobState.Running();
    }

    private static ObservedJob observed(Job job, JobMetadata metadata, JobState state, boolean outdated) {
        return new ObservedJob(
                job.getMetadata().getName(),
                job.getMetadata().getUid(),
                metadata.task(),
                metadata.attempt(),
                metadata.inARow(),
                JobReading.created(job),
                state,
                outdated);
    }

    /**
     * Jobs of others that do stages of a list. The experiment is named as one that waits before they are read: one that ends in
     * between leads to another reconciliation.
     */
    private SortedMap<Integer, Job> awaited(
            RobustTransferExperiment experiment, Optional<ExperimentPlan> plan, Settlement settled) {
        ResourceID waits = ResourceID.fromResource(experiment);
        SortedMap<Integer, Job> found =
                plan.map(known -> foreign(experiment, known, settled)).orElseGet(TreeMap::new);
        jobs.awaits(waits, uids(found.values().stream()));
        if (!found.isEmpty()) {
            found = foreign(experiment, plan.orElseThrow(), settled);
            jobs.awaits(waits, uids(found.values().stream()));
        }
        return found;
    }

    /** The awaited Job whose pod is inspected: the first, since every experiment that waits for it inspects it. */
    private static Stream<Job> spokenOf(RobustTransferExperiment experiment, SortedMap<Integer, Job> awaited) {
        return awaited.values().stream()
                .limit(experiment.getSpec().execution().suspend() ? 0 : 1)
                .filter(job -> !JobReading.leaving(job));
    }

    private static Map<Integer, ObservedJob> others(Map<Integer, Job> awaited, ExperimentCache cache) {
        Map<Integer, ObservedJob> byList = new HashMap<>();
        awaited.forEach((list, job) -> JobMetadata.of(job)
                .ifPresent(metadata -> byList.put(list, observed(job, metadata, live(job, cache), false))));
        return byList;
    }

    private SortedMap<Integer, Job> foreign(
            RobustTransferExperiment experiment, ExperimentPlan plan, Settlement settled) {
        String namespace = experiment.getMetadata().getNamespace();
        String place = ResultsLocation.of(experiment.getSpec()).label();
        SortedMap<Integer, Job> found = new TreeMap<>();
        for (int list = 0; list < plan.lists().size(); list++) {
            if (settled.has(list)) {
                continue;
            }
            List<String> stages = JobMetadata.cut(plan.lists().get(list).keys());
            for (int i = 0; i < stages.size(); i++) {
                if (settled.marks.has(plan.lists().get(list).places().get(i))) {
                    continue;
                }
                Optional<Job> other = jobs.doing(namespace, place, stages.get(i)).stream()
                        .filter(job -> !JobReading.hasEnded(job))
                        .filter(job -> !Jobs.isOf(experiment, job))
                        .findFirst();
                if (other.isPresent()) {
                    found.put(list, other.get());
                    break;
                }
            }
        }
        return found;
    }

    private static Set<String> uids(Stream<Job> jobs) {
        return jobs.map(job -> job.getMetadata().getUid()).collect(Collectors.toSet());
    }

    /** Of each list the Jobs of all experiments that do or did it; none where there are none. */
    private Map<Integer, Collection<Job>> attempts(RobustTransferExperiment experiment, ExperimentPlan plan) {
        String namespace = experiment.getMetadata().getNamespace();
        Map<Integer, Collection<Job>> attempts = new HashMap<>();
        for (int list = 0; list < plan.lists().size(); list++) {
            Collection<Job> found =
                    jobs.attempts(namespace, plan.lists().get(list).jobName());
            if (!found.isEmpty()) {
                attempts.put(list, found);
            }
        }
        return attempts;
    }

    private static Map<Integer, Integer> highest(Map<Integer, Collection<Job>> attempts) {
        Map<Integer, Integer> highest = new HashMap<>();
        attempts.forEach((list, jobs) -> jobs.stream()
                .map(JobMetadata::of)
                .flatMap(Optional::stream)
                .map(JobMetadata::attempt)
                .max(Integer::compare)
                .ifPresent(attempt -> highest.put(list, attempt)));
        return highest;
    }

    /** For each list that is not settled the last Job of another experiment that succeeded. */
    private static Map<Integer, Job> endedElsewhere(
            RobustTransferExperiment experiment, Map<Integer, Collection<Job>> attempts, Settlement settled) {
        Map<Integer, Job> ended = new HashMap<>();
        attempts.forEach((list, jobs) -> jobs.stream()
                .filter(job -> !settled.has(list)
                        && !Jobs.isOf(experiment, job)
                        && JobReading.hasSucceeded(job)
                        && !JobReading.leaving(job))
                .max(Comparator.comparing(JobReading::created))
                .ifPresent(job -> ended.put(list, job)));
        return ended;
    }

    private Map<Integer, ObservedJob> succeededElsewhere(Map<Integer, Job> ended, ExperimentCache cache) {
        Map<Integer, ObservedJob> succeededElsewhere = new HashMap<>();
        ended.forEach((list, job) -> JobMetadata.of(job)
                .ifPresent(metadata ->
                        succeededElsewhere.put(list, observed(job, metadata, ending(job, false, cache), false))));
        return succeededElsewhere;
    }

    /** Of which stages, and so of which lists, the status says that nothing is to be done for them any more. */
    private static final class Settlement {
        private final IndexSet marks;
        private final Set<Integer> lists = new HashSet<>();

        Settlement(ExperimentStatus status, Optional<ExperimentPlan> plan) {
            marks = StageMarks.of(status).settled();
            plan.ifPresent(present -> {
                for (int list = 0; list < present.lists().size(); list++) {
                    if (present.lists().get(list).isWithin(marks)) {
                        lists.add(list);
                    }
                }
            });
        }

        boolean has(int list) {
            return lists.contains(list);
        }
    }
}
