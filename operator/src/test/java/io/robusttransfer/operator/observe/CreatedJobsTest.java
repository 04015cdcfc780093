package io.robusttransfer.operator.observe;

import static io.robusttransfer.operator.observe.SampleJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CreatedJobsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Job A = job("rt-a-1", "a");
    private static final Job B = job("rt-b-1", "b");

    private final CreatedJobs jobs = new CreatedJobs();

    @Test
    void a_job_is_found_by_each_of_its_keys_until_it_is_removed() {
        jobs.put(A, Set.of("owner", "stage 1"), NOW);
        jobs.put(B, Set.of("owner", "stage 2"), NOW);
        assertThat(jobs.find("owner")).containsExactly(A, B);
        assertThat(jobs.find("stage 2")).containsExactly(B);
        assertThat(jobs.remove("a")).contains(A);
        assertThat(jobs.remove("a")).isEmpty();
        assertThat(jobs.find("owner")).containsExactly(B);
        assertThat(jobs.find("stage 1")).isEmpty();
    }

    @Test
    void one_that_is_put_again_is_found_by_its_last_keys_alone() {
        jobs.put(A, Set.of("stage 1"), NOW);
        jobs.put(A, Set.of("stage 2"), NOW);
        assertThat(jobs.find("stage 1")).isEmpty();
        assertThat(jobs.find("stage 2")).containsExactly(A);
    }

    @Test
    void one_that_is_changed_is_found_as_it_is_now_and_none_is_made_by_a_change() {
        jobs.put(A, Set.of("owner"), NOW);
        jobs.change("a", any -> B);
        jobs.change("c", any -> B);
        assertThat(jobs.find("owner")).containsExactly(B);
    }

    @Test
    void the_old_are_forgotten() {
        jobs.put(A, Set.of("owner"), NOW);
        jobs.put(B, Set.of("owner"), NOW.plusSeconds(1));
        jobs.forgetBefore(NOW.plusSeconds(1));
        assertThat(jobs.find("owner")).containsExactly(B);
    }
}
