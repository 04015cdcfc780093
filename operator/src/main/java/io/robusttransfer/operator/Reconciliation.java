package io.robusttransfer.operator;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.act.EventWriter;
import io.robusttransfer.operator.act.JobWriter;
import io.robusttransfer.operator.act.JobWriter.Outcome;
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

/** One pass over one experiment: observe, decide, act. */
final class Reconciliation {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    /** Each round but the last has found a Job, or a reason against one, that the next takes into account. */
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

    /** @return after what time to pass again, though nothing may have happened; empty for not at all */
    Optional<Duration> run(RobustTransferExperiment experiment) {
        if (experiment.getMetadata().getDeletionTimestamp() != null) {
            releaseLock(experiment);
            return Optional.empty();
        }
        ExperimentCache cache = caches.of(experiment);
        Considered first = consider(experiment, cache);
        Considered considered = first;
        if (first.decision.starts().isEmpty()) {
            releaseLock(experiment);
            jobWriter.delete(experiment, first.decision.deletions());
        } else {
            Optional<Considered> started = startLocked(experiment, cache);
            // what the status says of a refusal stands until it is known whether the next try is refused, too
            if (started.isEmpty() && cache.wasRefused(generation(experiment))) {
                return Optional.of(NamespaceLocks.PATIENCE);
            }
            considered = started.orElseGet(first::later);
        }
        Decision decision = considered.decision;
        Optional<Duration> again =
                say(experiment, cache, considered.seen.snapshot().status(), decision);
        // what is to be done as soon as the status is written waits until it may be
        Optional<Duration> wake = decision.wake().filter(at -> !at.isZero() || again.isEmpty());
        return Stream.of(
                        wake,
                        considered.seen.again(),
                        considered.again,
                        cache.refusedFor(generation(experiment), clock.instant()),
                        again)
                .flatMap(Optional::stream)
                .min(Duration::compareTo)
                .map(soonest -> soonest.compareTo(SHORTEST) < 0 ? SHORTEST : soonest);
    }

    private record Considered(Observation seen, Decision decision, Optional<Duration> again) {
        Considered later() {
            return new Considered(seen, decision, Optional.of(NamespaceLocks.PATIENCE));
        }
    }

    private Considered consider(RobustTransferExperiment experiment, ExperimentCache cache) {
        Observation seen = observer.observe(experiment, cache, clock.instant());
        return new Considered(seen, Decider.decide(seen.snapshot(), clock.instant()), Optional.empty());
    }

    /** @return empty when it is another's turn: no thread is to wait for it */
    private Optional<Considered> startLocked(RobustTransferExperiment experiment, ExperimentCache cache) {
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

    private Considered start(RobustTransferExperiment experiment, ExperimentCache cache) {
        for (int round = 1; ; round++) {
            Considered considered = consider(experiment, cache);
            Decision decision = considered.decision;
            jobWriter.delete(experiment, decision.deletions());
            Outcome outcome = jobWriter.start(experiment, considered.seen.snapshot(), decision.starts());
            if (outcome instanceof Outcome.Refused refused) {
                cache.refused(refused.why(), generation(experiment), clock.instant());
            } else if (!decision.starts().isEmpty()) {
                cache.allowed();
            }
            if (outcome instanceof Outcome.AsDecided) {
                return considered;
            }
            if (round == MOST_ROUNDS) {
                return considered.later();
            }
        }
    }

    private static long generation(RobustTransferExperiment experiment) {
        return experiment.getMetadata().getGeneration();
    }

    /** @return after what time to decide anew, where there is more to say */
    private Optional<Duration> say(
            RobustTransferExperiment experiment, ExperimentCache cache, ExperimentStatus before, Decision decision) {
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
