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
 * Fair locks, one for each namespace, under which an experiment starts Jobs: each experiment sees the Jobs that those before
 * it have started, since two may need the same stage in Jobs of different names. No thread waits: an experiment that does not
 * get the lock is reconciled when its turn comes.
 */
final class NamespaceLocks {
    /** An experiment that does not come within this time after it was called loses its place: it may be deleted. */
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
        /** Whether the first in the queue holds the lock. */
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

    /** @return whether it holds the lock now; else it has a place in the queue, and tries again when it is called */
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
     * Releases the lock, or gives up the place in the queue.
     *
     * @return the experiment that is next, and has to be called
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
