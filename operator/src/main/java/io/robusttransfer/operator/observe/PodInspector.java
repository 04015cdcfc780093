package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.decide.JobState;
import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.job.JobMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Inspects the pods of Jobs that should run and do not. It inspects a few in each reconciliation, starting with those that were not
 * inspected for longest, so that every obstacle is found within a minute at the cost of few requests.
 */
final class PodInspector {
    /** A healthy pod is running after this long. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** One that has not started after this long is said not to have. */
    private static final Duration LATE = Duration.ofSeconds(60);

    private static final Duration OFTEN = Duration.ofSeconds(15);
    /** For Jobs that have waited for long. */
    private static final Duration SELDOM = Duration.ofSeconds(60);

    private static final int MOST = 5;

    private final Pods pods;

    PodInspector(Pods pods) {
        this.pods = pods;
    }

    private record Due(Job job, Instant at) {}

    /**
     * Brings the cache up to date.
     *
     * @return after what time to look again; empty when all run
     */
    Optional<Duration> look(
            RobustTransferExperiment experiment, Collection<Job> jobs, ExperimentCache cache, Instant now) {
        List<Due> still = jobs.stream()
                .filter(PodInspector::stands)
                .map(job -> new Due(job, due(job, cache)))
                .toList();
        jobs.stream().filter(job -> !stands(job)).forEach(job -> cache.looks()
                .remove(job.getMetadata().getUid()));
        still.stream()
                .filter(due -> !due.at.isAfter(now))
                .sorted(Comparator.comparing(Due::at))
                .limit(MOST)
                .map(Due::job)
                .forEach(job -> cache.looks()
                        .compute(
                                job.getMetadata().getUid(),
                                (uid, last) -> look(job, reading(experiment, job), Optional.ofNullable(last), now)));
        return still.stream()
                .map(due -> due.at.isAfter(now) ? due.at : due(due.job, cache))
                .min(Instant::compareTo)
                .map(due -> due.isAfter(now) ? Duration.between(now, due) : Duration.ofSeconds(1));
    }

    /** A busy Job controller makes a pod late; only Events tell one that is refused, and they have to be asked for. */
    private static boolean begunRecently(Job job, Instant now) {
        return now.isBefore(JobReading.begun(job).plus(PATIENCE.multipliedBy(2)));
    }

    private static PodObstacles reading(RobustTransferExperiment experiment, Job job) {
        return new PodObstacles(
                experiment.getMetadata().getNamespace(),
                Optional.of(experiment.getSpec()).filter(spec -> Jobs.isOf(experiment, job)));
    }

    private static AdmissionErrors errors(Job job, PodObstacles reading) {
        return JobMetadata.of(job)
                .filter(own -> reading.spec().isPresent())
                .map(own -> AdmissionErrors.ofOwn(own.task()))
                .orElseGet(AdmissionErrors::ofOthers);
    }

    /** A Job that is being deleted may have a pod on a node that does not answer. */
    private static boolean stands(Job job) {
        return !JobReading.hasEnded(job)
                && JobReading.sentAway(job).isEmpty()
                && !JobReading.ready(job)
                && (!JobReading.suspended(job) || JobReading.leaving(job));
    }

    private static Instant due(Job job, ExperimentCache cache) {
        ExperimentCache.Look last = cache.looks().get(job.getMetadata().getUid());
        Instant begun = JobReading.begun(job);
        if (last == null) {
            return begun.plus(PATIENCE);
        }
        boolean old = begun.plus(SELDOM.multipliedBy(10)).isBefore(last.at());
        return last.at().plus(old ? SELDOM : OFTEN);
    }

    private ExperimentCache.Look look(Job job, PodObstacles reading, Optional<ExperimentCache.Look> last, Instant now) {
        List<Pod> all = pods.of(job);
        Optional<Pod> newest = PodObstacles.newest(all);
        Optional<Instant> podless = newest.isPresent()
                ? Optional.empty()
                : last.flatMap(ExperimentCache.Look::podless).or(() -> Optional.of(now));
        Optional<JobState> state = reading.state(all, now);
        if (state.filter(JobState.Lost.class::isInstance).isPresent()) {
            // its Job is deleted for this, so the watch must not be behind
            state = reading.state(pods.listed(job), now);
        }
        if (state.isEmpty() && !JobReading.leaving(job)) {
            state = newest.map(pod -> keeps(pod, reading, now))
                    .orElseGet(() -> keepsFromPod(job, reading, podless.orElse(now), now))
                    .map(JobState.Waiting::new);
        }
        return new ExperimentCache.Look(state, now, podless);
    }

    /** What keeps a pod that does not say so itself. */
    private Optional<Obstacle> keeps(Pod pod, PodObstacles reading, Instant now) {
        if (!PodObstacles.silent(pod)) {
            return Optional.empty();
        }
        Events events = pods.eventsOf(
                pod.getMetadata().getNamespace(), pod.getMetadata().getUid());
        return reading.delayed(events)
                .or(() -> late(PodObstacles.created(pod), now)
                        ? Optional.of(new NotStarted(events).of(pod))
                        : Optional.empty());
    }

    /** What keeps a Job from having a pod. */
    private Optional<Obstacle> keepsFromPod(Job job, PodObstacles reading, Instant podless, Instant now) {
        if (begunRecently(job, now)) {
            return Optional.empty();
        }
        Events events = pods.eventsOf(
                job.getMetadata().getNamespace(), job.getMetadata().getUid());
        return PodObstacles.refused(events, errors(job, reading))
                .or(() -> late(podless, now)
                        ? Optional.of(new NotStarted(events)
                                .withoutPod(job.getMetadata().getName()))
                        : Optional.empty());
    }

    private static boolean late(Instant since, Instant now) {
        return !now.isBefore(since.plus(LATE));
    }
}
