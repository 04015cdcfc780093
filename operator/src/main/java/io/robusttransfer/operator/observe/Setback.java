package io.robusttransfer.operator.observe;

import io.robusttransfer.operator.decide.Obstacle;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A request that the API server did not carry out: it is made again after a pause, which doubles each time.
 *
 * @param until the end of the pause
 */
record Setback(Obstacle why, Instant until, Duration pause, int inARow) {
    private static final Duration SHORTEST = Duration.ofSeconds(15);
    private static final Duration SHORTEST_FOR_AN_ANSWER = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    /** From the third missing answer in a row on a person has to look. */
    private static final int SAID_FROM = 3;

    /**
     * @param before of the same request
     * @param refused whether it is not allowed, rather than not answered as it should be, which may be over in a moment
     */
    static Setback after(Optional<Setback> before, Obstacle why, boolean refused, Instant now) {
        Duration pause =
                before.map(last -> last.pause.multipliedBy(2)).orElse(refused ? SHORTEST : SHORTEST_FOR_AN_ANSWER);
        pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        int inARow = before.map(Setback::inARow).orElse(0) + 1;
        Obstacle said = refused || inARow >= SAID_FROM
                ? why
                : new Obstacle(Obstacle.Kind.NEEDS_TIME, why.reason(), why.message());
        return new Setback(said, now.plus(pause), pause, inARow);
    }

    boolean lasts(Instant now) {
        return now.isBefore(until);
    }

    /** What is left of the pause. */
    Duration left(Instant now) {
        return Duration.between(now, until);
    }
}
