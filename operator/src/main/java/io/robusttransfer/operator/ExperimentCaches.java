package io.robusttransfer.operator;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.observe.ExperimentCache;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

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
        return (int) caches.entrySet().stream()
                .filter(entry -> entry.getValue().cache.phase().equals(phase))
                .filter(entry -> exists.test(entry.getKey()))
                .count();
    }
}
