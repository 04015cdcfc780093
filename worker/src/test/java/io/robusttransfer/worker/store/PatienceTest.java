package io.robusttransfer.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.worker.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);
    private final List<Duration> pauses = new ArrayList<>();

    private Patience patience(double jitter) {
        return new Patience(Duration.ofSeconds(1), Duration.ofSeconds(120), nanos::get, () -> jitter, pause -> {
            pauses.add(pause);
            nanos.addAndGet(pause.toNanos());
        });
    }

    @Test
    void pauses_double_up_to_ten_seconds_and_end_with_the_budget() {
        Patience.Tries tries = patience(1 - 1e-12).tries();
        while (tries.again()) {
            continue;
        }
        assertThat(pauses.stream().map(Duration::toMillis).map(ms -> Math.round(ms / 100.0)))
                .startsWith(2L, 4L, 8L, 16L, 32L, 64L, 100L, 100L);
        assertThat(pauses.stream().mapToLong(Duration::toMillis).sum()).isBetween(110_000L, 120_000L);
    }

    @Test
    void three_tries_are_made_however_long_each_takes() {
        Patience.Tries tries = patience(0).tries();
        int made = 1;
        for (nanos.addAndGet(600_000_000_000L); tries.again(); nanos.addAndGet(600_000_000_000L)) {
            made++;
        }
        assertThat(made).isEqualTo(3);
    }

    @Test
    void progress_starts_the_budget_anew() {
        Patience.Tries tries = patience(0).tries();
        for (int i = 0; i < 100; i++) {
            nanos.addAndGet(60_000_000_000L);
            assertThat(tries.again()).isTrue();
            tries.progressed();
        }
    }

    @Property
    void a_store_away_for_a_minute_is_waited_for(
            @ForAll @IntRange(max = 999) int jitter, @ForAll @IntRange(max = 60) int away) {
        long start = nanos.get();
        Patience.Tries tries = patience(jitter / 1000.0).tries();
        while (nanos.get() - start < away * 1_000_000_000L) {
            assertThat(tries.again()).isTrue();
        }
    }

    @Test
    void an_interrupt_ends_the_waiting_as_a_stop() {
        Patience patience =
                new Patience(Duration.ofSeconds(1), Duration.ofSeconds(9), System::nanoTime, () -> 0, pause -> {
                    throw new InterruptedException();
                });
        assertThatThrownBy(() -> patience.tries().again())
                .isInstanceOfSatisfying(Failure.Stopped.class, stopped -> assertThat(stopped.exitCode())
                        .isEqualTo(143));
        assertThat(Thread.interrupted()).isTrue();
    }
}
