package io.robusttransfer.operator;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.act.EventWriter;
import io.robusttransfer.operator.act.JobWriter;
import io.robusttransfer.operator.act.JobWriter.StartResult;
import io.robusttransfer.operator.act.StatusPatch;
import io.robusttransfer.operator.decide.Decider;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.observe.ExperimentCache;
import io.robusttransfer.operator.observe.Jobs;
import io.robusttransfer.operator.observe.Observation;
import io.robusttransfer.operator.observe.Observer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;

/** Reconciles one experiment at a time and thread: observes, decides and acts. */
final class Reconciliation {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    /** Each round but the last found a Job, or an obstacle to one, that the next round takes into account. */
    private static final int MOST_ROUNDS = 20;

    private final InstantSource clock;
    private final Jobs jobs;
    private final Observer observer;
    private final JobWriter jobWriter;
    private final StatusPatch patch;
    private final EventWriter events;
    private final ExperimentCaches caches;
    private final NamespaceLocks locks = new NamespaceLocks(System::nanoTime);

    Reconciliation(
            InstantSource clock,
            Jobs jobs,
            Observer observer,
            JobWriter jobWriter,
            StatusPatch patch,
            EventWriter events,
            ExperimentCaches caches) {
        this.clock = clock;
        this.jobs = jobs;
        this.observer = observer;
        this.jobWriter = jobWriter;
        this.patch = patch;
        this.events = events;
        this.caches = caches;
    }

    Jobs jobs() {
        return jobs;
    }

    /** @return after what time to reconcile again, even if nothing happens; empty when only an event calls for it */
    Optional<Duration> run(RobustTransferExperiment experiment) {
        if (experiment.getMetadata().getDeletionTimestamp() != null) {
            releaseLock(experiment);
            return Optional.empty();
        }
        ExperimentCache cache = caches.of(experiment);
        Round decided = observeAndDecide(experiment, cache);
        Optional<Round> carriedOut = deleteAndStartJobs(experiment, cache, decided);
        if (carriedOut.isEmpty()) {
            return Optional.of(NamespaceLocks.PATIENCE);
        }
        Optional<Duration> again = writeEventsAndStatus(experiment, cache, carriedOut.get());
        return soonest(experiment, cache, carriedOut.get(), again);
    }

    /**
     * @return empty when the last start was refused and another experiment holds the lock: the status waits for the next try
     */
    private Optional<Round> deleteAndStartJobs(
            RobustTransferExperiment experiment, ExperimentCache cache, Round decided) {
        if (decided.decision.starts().isEmpty()) {
            releaseLock(experiment);
            jobWriter.delete(experiment, decided.decision.deletions());
            return Optional.of(decided);
        }
        Optional<Round> started = startLocked(experiment, cache);
        return started.isEmpty() && cache.wasRefused(generation(experiment))
                ? Optional.empty()
                : Optional.of(started.orElseGet(decided::later));
    }

    private Optional<Duration> soonest(
            RobustTransferExperiment experiment, ExperimentCache cache, Round round, Optional<Duration> again) {
        // what is to be done as soon as the status is written waits until it may be written
        Optional<Duration> wake = round.decision.wake().filter(at -> !at.isZero() || again.isEmpty());
        return Stream.of(
                        wake,
                        round.seen.again(),
                        round.again,
                        cache.refusedFor(generation(experiment), clock.instant()),
                        again)
                .flatMap(Optional::stream)
                .min(Duration::compareTo)
                .map(soonest -> soonest.compareTo(SHORTEST) < 0 ? SHORTEST : soonest);
    }

    /** One observation and what was decided from it. */
    private record Round(Observation seen, Decision decision, Optional<Duration> again) {
        Round later() {
            return new Round(seen, decision, Optional.of(NamespaceLocks.PATIENCE));
        }
    }

    private Round observeAndDecide(RobustTransferExperiment experiment, ExperimentCache cache) {
        Observation seen = observer.observe(experiment, cache, clock.instant());
        return new Round(seen, Decider.decide(seen.snapshot(), clock.instant()), Optional.empty());
    }

    /** @return empty when another experiment holds the lock: no thread waits for it */
    private Optional<Round> startLocked(RobustTransferExperiment experiment, ExperimentCache cache) {
        if (!locks.tryAcquire(ResourceID.fromResource(experiment))) {
            return Optional.empty();
        }
        try {
            return Optional.of(start(experiment, cache));
        } finally {
            releaseLock(experiment);
        }
    }

    private void releaseLock(RobustTransferExperiment experiment) {
        locks.release(ResourceID.fromResource(experiment)).ifPresent(jobs::call);
    }

    private Round start(RobustTransferExperiment experiment, ExperimentCache cache) {
        for (int number = 1; ; number++) {
            Round round = observeAndDecide(experiment, cache);
            Decision decision = round.decision;
            jobWriter.delete(experiment, decision.deletions());
            StartResult outcome = jobWriter.start(experiment, round.seen.snapshot(), decision.starts());
            if (outcome instanceof StartResult.Refused refused) {
                cache.refused(refused.why(), generation(experiment), clock.instant());
            } else if (!decision.starts().isEmpty()) {
                cache.allowed();
            }
            if (outcome instanceof StartResult.AsDecided) {
                return round;
            }
            if (number == MOST_ROUNDS) {
                return round.later();
            }
        }
    }

    private static long generation(RobustTransferExperiment experiment) {
        return experiment.getMetadata().getGeneration();
    }

    /** @return after what time to reconcile again, if the status could not be written now */
    private Optional<Duration> writeEventsAndStatus(
            RobustTransferExperiment experiment, ExperimentCache cache, Round round) {
        ExperimentStatus before = round.seen.snapshot().status();
        Decision decision = round.decision;
        Instant now = clock.instant();
        cache.phase(ExperimentCaches.phase(decision.status()));
        boolean same = decision.status().equals(before);
        Optional<Duration> wait = same ? Optional.empty() : StatusPatch.wait(cache.status(experiment), now);
        if (wait.isPresent()) {
            return wait;
        }
        events.write(experiment, cache, before, decision.events(), now);
        return same ? Optional.empty() : patch.write(experiment, cache, decision.status(), now);
    }
}
