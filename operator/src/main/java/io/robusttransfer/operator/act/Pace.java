package io.robusttransfer.operator.act;

import java.time.Duration;
import java.time.Instant;

/** How often something is done: so many times at once, and then again each time a pause has passed. */
final class Pace {
    private final Duration pause;
    private final Duration saved;
    /** When the next would be due if none had been saved up. */
    private Instant next = Instant.EPOCH;

    /** @param atOnce at least 1 */
    Pace(int atOnce, Duration pause) {
        this.pause = pause;
        this.saved = pause.multipliedBy(atOnce - 1L);
    }

    /** @return whether it may be done now */
    synchronized boolean allows(Instant now) {
        if (next.isAfter(now.plus(pause))) {
            next = now; // the clock went back
        }
        Instant earliest = now.minus(saved);
        Instant due = next.isBefore(earliest) ? earliest : next;
        if (due.isAfter(now)) {
            return false;
        }
        next = due.plus(pause);
        return true;
    }
}
