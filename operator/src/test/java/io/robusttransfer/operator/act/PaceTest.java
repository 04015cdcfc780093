package io.robusttransfer.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration PAUSE = Duration.ofMillis(500);

    @Test
    void so_many_at_once_and_then_one_for_each_pause() {
        Pace pace = new Pace(3, PAUSE);
        assertThat(pace.allows(NOW)).isTrue();
        assertThat(pace.allows(NOW)).isTrue();
        assertThat(pace.allows(NOW)).isTrue();
        assertThat(pace.allows(NOW)).isFalse();
        assertThat(pace.allows(NOW.plusMillis(499))).isFalse();
        assertThat(pace.allows(NOW.plusMillis(500))).isTrue();
        assertThat(pace.allows(NOW.plusMillis(999))).isFalse();
        assertThat(pace.allows(NOW.plusMillis(1000))).isTrue();
    }

    @Test
    void a_clock_that_went_back_holds_nothing_up() {
        Pace pace = new Pace(1, PAUSE);
        assertThat(pace.allows(NOW.plusSeconds(3600))).isTrue();
        assertThat(pace.allows(NOW)).isTrue();
        assertThat(pace.allows(NOW)).isFalse();
    }

    @Property
    void however_it_is_asked_no_more_are_allowed_than_saved_up_and_earned(
            @ForAll @IntRange(min = 1, max = 5) int atOnce,
            @ForAll @Size(max = 40) List<@IntRange(max = 900) Integer> pauses) {
        Pace pace = new Pace(atOnce, PAUSE);
        Instant now = NOW;
        int allowed = 0;
        for (int pause : pauses) {
            now = now.plusMillis(pause);
            allowed += pace.allows(now) ? 1 : 0;
            long earned = Duration.between(NOW, now).dividedBy(PAUSE);
            assertThat(allowed).isLessThanOrEqualTo((int) (atOnce + earned));
        }
    }
}
