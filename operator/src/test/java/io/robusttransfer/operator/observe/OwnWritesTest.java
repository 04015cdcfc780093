package io.robusttransfer.operator.observe;

import static io.robusttransfer.operator.observe.SampleJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnWritesTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final OwnWrites writes = new OwnWrites(() -> now);
    private final Job job = job("rt-a-1", "a");

    @Test
    void a_created_job_is_found_until_the_cache_shows_it() {
        writes.created(job, Set.of("owner:e"));
        assertThat(writes.created("owner:e")).containsExactly(job);
        assertThat(writes.created("owner:f")).isEmpty();

        writes.shown(job);
        assertThat(writes.created("owner:e")).isEmpty();
    }

    @Test
    void a_job_whose_end_was_told_before_its_creation_returned_is_not_brought_back() {
        writes.gone(job);
        writes.created(job, Set.of("owner:e"));
        assertThat(writes.created("owner:e")).isEmpty();
    }

    @Test
    void a_deleted_job_is_hidden_though_the_cache_has_it() {
        writes.deleted("a", false, false);
        assertThat(writes.now(job)).isEmpty();
    }

    @Test
    void a_job_that_saves_is_leaving_though_the_cache_does_not_say_so() {
        writes.deleted("a", true, false);
        assertThat(writes.now(job)).get().matches(JobReading::leaving);
    }

    @Test
    void a_job_deleted_before_the_cache_had_it_is_neither_forgotten_nor_brought_back() {
        writes.created(job, Set.of("owner:e"));
        writes.deleted("a", true, false);
        assertThat(writes.created("owner:e")).singleElement().matches(JobReading::leaving);
        writes.shown(job);
        assertThat(writes.created("owner:e")).isEmpty();
        assertThat(writes.now(job)).get().matches(JobReading::leaving);
    }

    @Test
    void the_cluster_has_the_last_word_on_a_job_that_it_keeps() {
        writes.deleted("a", false, false);
        Job kept = new JobBuilder(job)
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:01Z")
                .endMetadata()
                .build();
        writes.shown(kept);
        assertThat(writes.now(kept)).contains(kept);
    }

    @Test
    void only_the_end_of_a_job_that_was_of_no_use_any_more_is_news_to_nobody() {
        assertThat(writes.gone(job("rt-a-1", "a"))).isFalse();
        writes.deleted("b", false, false);
        assertThat(writes.gone(job("rt-b-1", "b"))).isFalse();
        writes.deleted("c", false, true);
        assertThat(writes.gone(job("rt-c-1", "c"))).isTrue();
    }

    @Test
    void another_job_of_the_same_name_is_not_hidden() {
        writes.deleted("a", false, false);
        Job next = job("rt-a-1", "b");
        assertThat(writes.now(next)).contains(next);
    }

    @Test
    void what_the_cache_never_shows_is_forgotten() {
        writes.created(job, Set.of("owner:e"));
        writes.deleted("b", false, false);
        now = now.plus(Duration.ofMinutes(6));
        assertThat(writes.created("owner:e")).isEmpty();
        assertThat(writes.now(job("rt-b-1", "b"))).isPresent();
    }
}
