package io.robusttransfer.operator;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.observe.ExperimentCache;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The caches of all experiments. */
final class ExperimentCaches {
    private static final int LEAST = 64;

    private final Map<ResourceID, Kept> caches = new ConcurrentHashMap<>();
    private final Predicate<ResourceID> exists;
    private volatile int full = LEAST;

    private record Kept(String uid, ExperimentCache cache) {}

    /** @param exists whether there is an experiment of this name */
    ExperimentCaches(Predicate<ResourceID> exists) {
        this.exists = exists;
    }

    /** The cache of this experiment; it is empty for a new experiment of an old name. */
    ExperimentCache of(RobustTransferExperiment experiment) {
        String uid = experiment.getMetadata().getUid();
        if (caches.size() > full) {
            caches.keySet().removeIf(exists.negate());
            full = Math.max(LEAST, 2 * caches.size());
        }
        return caches.compute(
                        ResourceID.fromResource(experiment),
                        (name, kept) ->
                                kept != null && kept.uid.equals(uid) ? kept : new Kept(uid, new ExperimentCache()))
                .cache;
    }

    /** How many experiments are in this phase. */
    int count(String phase) {
        return (int) existing().filter(cache -> cache.phase().equals(phase)).count();
    }

    /** How long the task has been wanted that has been wanted for longest; zero where none is. */
    Duration oldestWait(Instant now) {
        return existing()
                .flatMap(cache -> cache.wantsSince().stream())
                .min(Instant::compareTo)
                .map(since -> Duration.between(since, now))
                .orElse(Duration.ZERO);
    }

    private Stream<ExperimentCache> existing() {
        return caches.entrySet().stream()
                .filter(entry -> exists.test(entry.getKey()))
                .map(entry -> entry.getValue().cache);
    }
}
