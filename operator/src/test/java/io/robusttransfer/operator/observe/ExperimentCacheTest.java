package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.decide.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExperimentCacheTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Obstacle WHY = new Obstacle(Obstacle.Kind.NEEDS_ACTION, "FailedCreate", "no");

    private final ExperimentCache cache = new ExperimentCache();

    @Test
    void a_status_written_is_seen_before_the_cache_shows_it() {
        ExperimentStatus written = status("1/9");
        cache.wrote(written, "100", NOW);
        assertThat(cache.status(cached("99", status("0/9"))).status()).isEqualTo(written);
        assertThat(cache.status(cached("100", status("1/9"))).version()).isEqualTo("100");
    }

    @Test
    void what_another_client_wrote_later_is_believed() {
        cache.wrote(status("1/9"), "99", NOW);
        ExperimentCache.WrittenStatus seen = cache.status(cached("100", status("2/9")));
        assertThat(seen.status()).isEqualTo(status("2/9"));
        assertThat(seen.version()).isEqualTo("100");
    }

    @Test
    void an_experiment_without_a_status_has_an_empty_one() {
        assertThat(cache.status(cached("5", null)).status()).isEqualTo(ExperimentStatus.empty());
    }

    @Test
    void after_a_refusal_the_next_try_is_later_each_time_but_within_a_minute() {
        Instant now = NOW;
        Duration last = Duration.ZERO;
        for (int i = 0; i < 6; i++) {
            cache.notStarted(WHY, true, 1, now);
            Duration wait = cache.refusedFor(1, now).orElseThrow();
            assertThat(wait).isGreaterThanOrEqualTo(last).isLessThanOrEqualTo(Duration.ofMinutes(1));
            assertThat(cache.refusal(1, now)).contains(WHY);
            now = now.plus(wait);
            assertThat(cache.refusal(1, now)).isEmpty();
            last = wait;
        }
        assertThat(last).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void a_changed_spec_is_tried_at_once() {
        cache.notStarted(WHY, true, 1, NOW);
        assertThat(cache.refusal(2, NOW)).isEmpty();
        assertThat(cache.refusedFor(2, NOW)).isEmpty();
    }

    @Test
    void a_task_is_wanted_since_it_was_first_until_it_is_not() {
        cache.wants(Set.of(new Task.DoList(1)), NOW);
        cache.wants(Set.of(new Task.DoList(1), new Task.DoList(2)), NOW.plusSeconds(5));
        assertThat(cache.wantsSince()).contains(NOW);
        cache.wants(Set.of(new Task.DoList(2)), NOW.plusSeconds(7));
        assertThat(cache.wantsSince()).contains(NOW.plusSeconds(5));
        cache.wants(Set.of(), NOW.plusSeconds(8));
        assertThat(cache.wantsSince()).isEmpty();
        cache.wants(Set.of(new Task.DoList(1)), NOW.plusSeconds(9));
        assertThat(cache.wantsSince()).contains(NOW.plusSeconds(9));
    }

    @Test
    void an_event_is_said_once() {
        assertThat(cache.say("a")).isTrue();
        assertThat(cache.say("a")).isFalse();
        assertThat(cache.say("b")).isTrue();
    }

    private static ExperimentStatus status(String done) {
        return new ExperimentStatus(1L, null, done, null, null, null, null, null, null, null, null, null, Map.of());
    }

    @Test
    void an_answer_that_is_missing_is_asked_for_soon_and_is_a_persons_concern_from_the_third_time_on() {
        Obstacle problem = new Obstacle(Obstacle.Kind.NEEDS_ACTION, "ApiError", "the API server says: no");
        Instant now = NOW;
        for (Obstacle.Kind kind : List.of(
                Obstacle.Kind.NEEDS_TIME,
                Obstacle.Kind.NEEDS_TIME,
                Obstacle.Kind.NEEDS_ACTION,
                Obstacle.Kind.NEEDS_ACTION)) {
            cache.notStarted(problem, false, 1, now);
            assertThat(cache.refusal(1, now).orElseThrow().kind()).isEqualTo(kind);
            now = now.plus(cache.refusedFor(1, now).orElseThrow());
        }
        assertThat(Duration.between(NOW, now)).isEqualTo(Duration.ofSeconds(1 + 2 + 4 + 8));
    }

    private static RobustTransferExperiment cached(String version, ExperimentStatus status) {
        RobustTransferExperiment experiment = new RobustTransferExperiment();
        experiment.setMetadata(
                new ObjectMetaBuilder().withResourceVersion(version).build());
        experiment.setStatus(status);
        return experiment;
    }
}
