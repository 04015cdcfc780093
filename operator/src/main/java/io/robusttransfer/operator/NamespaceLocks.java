package io.robusttransfer.operator;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Whose turn it is to start Jobs in a namespace: one experiment's at a time, so that each sees what those before it have started
 * (two may want the same stage in Jobs of different names), in the order in which they asked, so that none is forgotten.
 */
final class NamespaceLocks {
    /** Who does not come within it when it is called loses its place: it may be gone. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private final Map<String, Queue> queues = new HashMap<>();

    /** @param nanoTime which only ever rises */
    NamespaceLocks(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private static final class Queue {
        private final Set<ResourceID> asked = new LinkedHashSet<>();
        private long firstSince;
        /** Whether the first has come. */
        private boolean taken;

        private Queue(long now) {
            firstSince = now;
        }

        private ResourceID first() {
            return asked.iterator().next();
        }

        private void next(long now) {
            asked.remove(first());
            firstSince = now;
            taken = false;
        }
    }

    /** @return whether it is its turn now, until it gives it back; else it has a place, and asks again when it is called */
    synchronized boolean tryAcquire(ResourceID experiment) {
        long now = nanoTime.getAsLong();
        Queue queue = queues.computeIfAbsent(namespace(experiment), any -> new Queue(now));
        queue.asked.add(experiment);
        boolean lost = !queue.taken && now - queue.firstSince > PATIENCE.toNanos();
        if (lost && !queue.first().equals(experiment)) {
            queue.next(now);
        }
        boolean turn = queue.first().equals(experiment);
        queue.taken |= turn;
        return turn;
    }

    /**
     * Of its turn, or of its place.
     *
     * @return who is to be called, as it is its turn now
     */
    synchronized Optional<ResourceID> release(ResourceID experiment) {
        Queue queue = queues.get(namespace(experiment));
        if (queue == null || !queue.first().equals(experiment)) {
            if (queue != null) {
                queue.asked.remove(experiment);
            }
            return Optional.empty();
        }
        queue.next(nanoTime.getAsLong());
        if (queue.asked.isEmpty()) {
            queues.remove(namespace(experiment));
            return Optional.empty();
        }
        return Optional.of(queue.first());
    }

    private static String namespace(ResourceID experiment) {
        return experiment.getNamespace().orElse("");
    }
}
