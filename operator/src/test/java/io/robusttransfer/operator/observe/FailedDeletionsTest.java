package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.operator.decide.Obstacle;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FailedDeletionsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Obstacle WHY = new Obstacle(Obstacle.Kind.NEEDS_ACTION, "FailedDelete", "no");

    private final FailedDeletions failures = new FailedDeletions();

    @Test
    void a_deletion_that_is_refused_rests_for_15_s_30_s_and_then_a_minute() {
        Instant now = NOW;
        for (int pause : new int[] {15, 30, 60, 60}) {
            failures.add("a", WHY, true, now);
            assertThat(failures.again(now)).contains(Duration.ofSeconds(pause));
            assertThat(failures.rests("a", now.plusSeconds(pause - 1))).isTrue();
            now = now.plusSeconds(pause);
            assertThat(failures.rests("a", now)).isFalse();
            assertThat(failures.again(now)).isEmpty();
        }
        assertThat(failures.obstacles()).containsEntry("a", WHY);
    }

    @Test
    void one_that_is_not_answered_is_a_person_s_business_from_the_third_time_on() {
        for (int time = 1; time <= 3; time++) {
            failures.add("a", WHY, false, NOW);
            assertThat(failures.obstacles().get("a").kind())
                    .isEqualTo(time < 3 ? Obstacle.Kind.NEEDS_TIME : Obstacle.Kind.NEEDS_ACTION);
        }
    }

    @Test
    void what_is_gone_is_forgotten() {
        failures.add("a", WHY, true, NOW);
        failures.add("b", WHY, true, NOW);
        failures.keep(Set.of("b"));
        assertThat(failures.obstacles()).containsOnlyKeys("b");
        failures.remove("b");
        assertThat(failures.obstacles()).isEmpty();
    }
}
