package io.robusttransfer.tests.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits that end, and say what was there when they did in vain. */
record Await(Duration longest, Supplier<String> seen) {
    private static final long PAUSE = Duration.ofMillis(200).toNanos();

    static Await atMost(Duration longest) {
        return new Await(longest, () -> "");
    }

    /** @param state what to show when the time is over */
    Await showing(Supplier<String> state) {
        return new Await(longest, state);
    }

    void until(String what, BooleanSupplier holds) {
        value(what, () -> holds.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    <T> T value(String what, Supplier<Optional<T>> find) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            Optional<T> found = answered(find);
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + longest.toSeconds() + " s: " + what + "\n" + seen.get());
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    /** An API server that is away for a while answers later. */
    private static <T> Optional<T> answered(Supplier<Optional<T>> find) {
        try {
            return find.get();
        } catch (Cluster.Unanswered e) {
            return Optional.empty();
        }
    }

    /** Looks on for a while; what it looks at throws when it is not as it should be. */
    static void during(Duration time, Runnable look) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            look.run();
            LockSupport.parkNanos(PAUSE);
        }
    }
}
