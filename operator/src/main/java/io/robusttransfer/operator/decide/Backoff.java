package io.robusttransfer.operator.decide;

import java.time.Duration;
import java.time.Instant;

/** How long to wait before the next attempt: 10 s after the first failure, twice as long after each that follows, at most 5 min. */
final class Backoff {
    static final Duration FIRST = Duration.ofSeconds(10);
    static final Duration MOST = Duration.ofMinutes(5);

    private Backoff() {}

    /** @param failures at least 1 */
    static Duration after(int failures) {
        Duration wait = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
        return wait.compareTo(MOST) > 0 ? MOST : wait;
    }

    /**
     * What is left of the wait that began at {@code end}; zero when the clock is behind by more than the longest wait, since it may
     * take any time to catch up.
     */
    static Duration left(Instant end, int failures, Instant now) {
        return left(end, after(failures), now);
    }

    static Duration left(Instant start, Duration wait, Instant now) {
        if (now.isBefore(start.minus(MOST))) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, start.plus(wait));
        return left.isNegative() ? Duration.ZERO : left;
    }
}
