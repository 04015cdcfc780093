package io.robusttransfer.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NamespaceLocksTest {
    private static final ResourceID A = new ResourceID("a", "one");
    private static final ResourceID B = new ResourceID("b", "one");
    private static final ResourceID C = new ResourceID("c", "one");

    private long now;
    private final NamespaceLocks locks = new NamespaceLocks(() -> now);

    @Test
    void the_first_to_ask_gets_the_lock_and_the_next_is_called() {
        assertThat(locks.tryAcquire(A)).isTrue();
        assertThat(locks.tryAcquire(B)).isFalse();
        assertThat(locks.tryAcquire(C)).isFalse();
        assertThat(locks.tryAcquire(B)).isFalse();
        assertThat(locks.release(A)).contains(B);
        assertThat(locks.tryAcquire(A)).as("behind those that have waited").isFalse();
        assertThat(locks.tryAcquire(C)).isFalse();
        assertThat(locks.tryAcquire(B)).isTrue();
        assertThat(locks.release(B)).contains(C);
    }

    @Test
    void another_namespace_has_turns_of_its_own() {
        assertThat(locks.tryAcquire(A)).isTrue();
        assertThat(locks.tryAcquire(new ResourceID("a", "two"))).isTrue();
    }

    @Test
    void who_leaves_the_queue_is_not_called() {
        locks.tryAcquire(A);
        locks.tryAcquire(B);
        locks.tryAcquire(C);
        assertThat(locks.release(B)).isEmpty();
        assertThat(locks.release(A)).contains(C);
        assertThat(locks.release(C)).isEmpty();
        assertThat(locks.release(C)).as("a second time").isEmpty();
    }

    @Test
    void who_does_not_come_loses_its_place_but_who_is_at_it_does_not() {
        locks.tryAcquire(A);
        locks.tryAcquire(B);
        locks.tryAcquire(C);
        now += NamespaceLocks.PATIENCE.toNanos() * 100;
        assertThat(locks.tryAcquire(C)).as("A is at it").isFalse();
        locks.release(A);
        now += NamespaceLocks.PATIENCE.toNanos();
        assertThat(locks.tryAcquire(C)).as("B may still come").isFalse();
        now += 1;
        assertThat(locks.tryAcquire(C)).isTrue();
        assertThat(locks.tryAcquire(B)).isFalse();
    }

    /** Some come when they are called, some never; time passes. */
    @Property(tries = 300)
    void one_is_at_it_at_a_time_and_all_that_keep_asking_come_to_it(
            @ForAll @IntRange(min = 1, max = 6) int experiments,
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 5) Integer> asking) {
        Deque<ResourceID> at = new ArrayDeque<>();
        for (int number : asking) {
            ResourceID asks = new ResourceID("e" + number % experiments, "one");
            if (at.contains(asks)) {
                at.remove();
                locks.release(asks);
            } else if (locks.tryAcquire(asks)) {
                at.add(asks);
            }
            assertThat(at).hasSizeLessThanOrEqualTo(1);
        }
        at.forEach(locks::release);
        Set<ResourceID> came = new HashSet<>();
        for (int round = 0; round < 2 * experiments; round++) {
            now += NamespaceLocks.PATIENCE.toNanos() + 1;
            for (int number = 0; number < experiments; number++) {
                ResourceID asks = new ResourceID("e" + number, "one");
                if (locks.tryAcquire(asks)) {
                    came.add(asks);
                    Optional<ResourceID> next = locks.release(asks);
                    assertThat(next).isNotEqualTo(Optional.of(asks));
                }
            }
        }
        assertThat(came).hasSize(experiments);
    }
}
