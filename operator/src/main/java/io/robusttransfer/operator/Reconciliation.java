package io.robusttransfer.operator;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.act.ApiErrors;
import io.robusttransfer.operator.act.EventWriter;
import io.robusttransfer.operator.act.OrphanWriter;
import io.robusttransfer.operator.act.StatusPatch;
import io.robusttransfer.operator.decide.Decider;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.decide.FailedReconciliation;
import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.decide.Phase;
import io.robusttransfer.operator.decide.Task;
import io.robusttransfer.operator.observe.ExperimentCache;
import io.robusttransfer.operator.observe.FailedDeletions;
import io.robusttransfer.operator.observe.Jobs;
import io.robusttransfer.operator.observe.LaterDefinition;
import io.robusttransfer.operator.observe.Observation;
import io.robusttransfer.operator.observe.Observer;
import io.robusttransfer.operator.observe.Plans;
import io.robusttransfer.operator.observe.Pods;
import io.robusttransfer.operator.observe.RebuiltPlan;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Reconciles one experiment at a time and thread: observes, decides and acts. */
final class Reconciliation {
    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    private static final Duration SHORTEST = Duration.ofMillis(1);
    /** A large plan is computed in a few seconds. */
    private static final Duration PLAN_LATER = Duration.ofSeconds(1);
    /** The status names a failure from the fifth in a row on, after 15 s: a server that is busy refuses some. */
    private static final int SAID_FROM = 5;

    private final InstantSource clock;
    private final Jobs jobs;
    private final Pods pods;
    private final Plans plans;
    private final Observer observer;
    private final JobStarts jobStarts;
    private final OrphanWriter orphans;
    private final StatusPatch patch;
    private final EventWriter events;
    private final ExperimentCaches caches;

    Reconciliation(
            InstantSource clock,
            Jobs jobs,
            Pods pods,
            Plans plans,
            Observer observer,
            JobStarts jobStarts,
            OrphanWriter orphans,
            StatusPatch patch,
            EventWriter events,
            ExperimentCaches caches) {
        this.clock = clock;
        this.jobs = jobs;
        this.pods = pods;
        this.plans = plans;
        this.observer = observer;
        this.jobStarts = jobStarts;
        this.orphans = orphans;
        this.patch = patch;
        this.events = events;
        this.caches = caches;
    }

    List<EventSource<?, RobustTransferExperiment>> eventSources() {
        return List.of(jobs, pods);
    }

    /** @return after what time to reconcile again, even if nothing happens; empty when only an event calls for it */
    Optional<Duration> run(RobustTransferExperiment experiment) {
        if (experiment.getMetadata().getDeletionTimestamp() != null) {
            return Optional.empty();
        }
        ExperimentCache cache = caches.of(experiment);
        Optional<Obstacle> unreadable = LaterDefinition.obstacle(experiment);
        if (unreadable.isPresent()) {
            return say(experiment, cache, unreadable.get());
        }
        Optional<RebuiltPlan> plan = plans.of(experiment, cache);
        if (plan.isEmpty()) {
            return Optional.of(PLAN_LATER);
        }
        Round acted = jobStarts.act(experiment, cache, () -> observeAndDecide(experiment, cache, plan.get()));
        noteWanted(cache, acted, acted.again().isPresent() ? tasks(acted) : Set.of());
        orphans.end(
                experiment,
                cache,
                acted.seen().snapshot().status(),
                acted.decision().orphans(),
                clock.instant());
        Optional<Duration> again = acted.said()
                ? write(experiment, cache, acted.seen().snapshot().status(), acted.decision())
                : Optional.empty();
        cache.reconciled();
        return soonest(experiment, cache, acted, again);
    }

    private Round observeAndDecide(RobustTransferExperiment experiment, ExperimentCache cache, RebuiltPlan plan) {
        Observation seen = observer.observe(experiment, cache, plan, clock.instant());
        Round round = Round.of(seen, Decider.decide(seen.snapshot(), clock.instant()));
        noteWanted(cache, round, tasks(round));
        return round;
    }

    /** What may not be created for a while goes on waiting. */
    private void noteWanted(ExperimentCache cache, Round round, Set<Task> tasks) {
        if (round.seen().snapshot().obstacle().isEmpty()) {
            cache.wants(tasks, clock.instant());
        }
    }

    private static Set<Task> tasks(Round round) {
        return round.decision().starts().stream().map(Decision.Start::task).collect(Collectors.toSet());
    }

    private Optional<Duration> soonest(
            RobustTransferExperiment experiment, ExperimentCache cache, Round round, Optional<Duration> again) {
        // what is to be done as soon as the status is written waits until it may be written
        Optional<Duration> wake = round.decision().wake().filter(at -> !at.isZero() || again.isEmpty());
        return Stream.of(
                        wake,
                        round.seen().again(),
                        round.again(),
                        round.later(),
                        cache.refusedFor(experiment.getMetadata().getGeneration(), clock.instant()),
                        deletionsAgain(cache.failedDeletions(), round),
                        again)
                .flatMap(Optional::stream)
                .min(Duration::compareTo)
                .map(soonest -> soonest.compareTo(SHORTEST) < 0 ? SHORTEST : soonest);
    }

    /** At once where the decision does not know yet what became of a deletion; else when one is to be tried again. */
    private Optional<Duration> deletionsAgain(FailedDeletions failures, Round round) {
        return failures.obstacles().equals(round.seen().snapshot().undeleted())
                ? failures.again(clock.instant())
                : Optional.of(Duration.ZERO);
    }

    /** @return after what time to reconcile again, if the status could not be written now */
    private Optional<Duration> write(
            RobustTransferExperiment experiment, ExperimentCache cache, ExperimentStatus before, Decision decision) {
        Instant now = clock.instant();
        cache.phase(decision.status().phase());
        boolean same = decision.status().equals(before);
        Optional<Duration> wait = same
                ? Optional.empty()
                : StatusPatch.wait(
                        cache.status(experiment), decision.status(), () -> caches.count(Phase.RUNNING.reason()), now);
        if (wait.isPresent()) {
            return wait;
        }
        events.write(experiment, cache, before, decision.events(), now);
        return same ? Optional.empty() : patch.write(experiment, cache, decision.status(), now);
    }

    /** After a reconciliation that failed: from the fifth in a row on the status says why. */
    void failed(RobustTransferExperiment experiment, Exception why) {
        ExperimentCache cache = caches.of(experiment);
        if (cache.countFailure() < SAID_FROM) {
            return;
        }
        try {
            say(experiment, cache, obstacle(why));
        } catch (KubernetesClientException e) {
            LOG.warnf("nor can the status be written: %s", e.getMessage());
        }
    }

    /** Writes what keeps this experiment from being worked on, beside all that was known; where that is not known, Events alone. */
    private Optional<Duration> say(RobustTransferExperiment experiment, ExperimentCache cache, Obstacle why) {
        ExperimentStatus before = cache.status(experiment).status();
        Decision decision =
                FailedReconciliation.decide(before, experiment.getMetadata().getGeneration(), why, clock.instant());
        if (!LaterDefinition.hasReadableStatus(experiment)) {
            cache.phase(decision.status().phase());
            events.write(experiment, cache, before, decision.events(), clock.instant());
            return Optional.empty();
        }
        return write(experiment, cache, before, decision);
    }

    /** The SDK wraps what is thrown. */
    private static Obstacle obstacle(Throwable why) {
        if (why instanceof KubernetesClientException api && api.getStatus() != null) {
            return ApiErrors.obstacle(api);
        }
        if (why.getCause() != null) {
            return obstacle(why.getCause());
        }
        return new Obstacle(
                Obstacle.Kind.NEEDS_ACTION,
                "OperatorError",
                "the operator cannot work on this experiment: " + why + "; its log has the rest");
    }
}
