package io.robusttransfer.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.operator.observe.ExperimentCache;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatusPatchTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void the_first_write_waits_for_nothing() {
        assertThat(StatusPatch.wait(written(Instant.MIN), NOW)).isEmpty();
    }

    @Test
    void a_second_write_waits_until_a_second_has_passed() {
        assertThat(StatusPatch.wait(written(NOW), NOW.plusMillis(300))).contains(Duration.ofMillis(700));
        assertThat(StatusPatch.wait(written(NOW), NOW.plusMillis(1000))).isEmpty();
    }

    @Test
    void a_clock_that_went_back_holds_nothing_up() {
        assertThat(StatusPatch.wait(written(NOW.plusSeconds(3600)), NOW)).isEmpty();
    }

    private static ExperimentCache.WrittenStatus written(Instant at) {
        return new ExperimentCache.WrittenStatus(ExperimentStatus.empty(), "1", at);
    }
}
