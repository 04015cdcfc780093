package io.robusttransfer.worker.store;

import io.robusttransfer.worker.Failure;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How long to wait for a store that does not answer: each wait for a byte ends after {@code timeout}, and tries are repeated,
 * with exponential back-off and jitter, for {@code budget} after the first failure since the last success, but at least three
 * times.
 *
 * @param nanos a monotonic time, so that a clock that jumps neither ends nor prolongs the waiting
 * @param jitter uniform in [0,1)
 */
public record Patience(Duration timeout, Duration budget, LongSupplier nanos, DoubleSupplier jitter, Sleeper sleeper) {
    private static final int LEAST_TRIES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Waits; a test's does not. */
    public interface Sleeper {
        void sleep(Duration pause) throws InterruptedException;
    }

    /** Survives a store that is away for a minute, even when its return hits the longest pause. */
    public static Patience standard() {
        return of(Duration.ofSeconds(60), Duration.ofMinutes(2));
    }

    /** For work that has nothing to lose, and that will be tried again from outside. */
    public static Patience brief() {
        return of(Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    private static Patience of(Duration timeout, Duration budget) {
        return new Patience(
                timeout,
                budget,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(),
                pause -> TimeUnit.NANOSECONDS.sleep(pause.toNanos()));
    }

    Tries tries() {
        return new Tries();
    }

    /** The tries of one request. */
    final class Tries {
        private int failures;
        private long firstFailure;

        /** Something arrived: the budget starts anew. */
        void progressed() {
            failures = 0;
        }

        /** Whether to report the failure: the second one, since one lost connection is common. */
        boolean worthSaying() {
            return failures == 2;
        }

        /**
         * Waits before the next try.
         *
         * @return false when there should be none
         */
        boolean again() {
            long now = nanos.getAsLong();
            if (failures++ == 0) {
                firstFailure = now;
            }
            double doubled = FIRST_PAUSE.toNanos() * Math.pow(2, failures - 1);
            Duration pause = Duration.ofNanos(
                    (long) (Math.min(doubled, LONGEST_PAUSE.toNanos()) * (0.5 + jitter.getAsDouble() / 2)));
            if (failures >= LEAST_TRIES && now + pause.toNanos() - firstFailure > budget.toNanos()) {
                return false;
            }
            try {
                sleeper.sleep(pause);
                return true;
            } catch (InterruptedException e) {
                throw stopped();
            }
        }
    }

    static Failure stopped() {
        Thread.currentThread().interrupt();
        return new Failure.Stopped("Stopped while waiting for the store");
    }
}
