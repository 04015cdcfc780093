package io.robusttransfer.tests.inputs;

import java.util.List;
import java.util.Random;

/** Chance that can be had again, from a seed. */
final class Draw {
    private final Random random;

    Draw(long seed) {
        this.random = new Random(seed);
    }

    <T> T of(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    @SafeVarargs
    final <T> T of(T... some) {
        return some[random.nextInt(some.length)];
    }

    int below(int end) {
        return random.nextInt(end);
    }
}
