package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AwaitedJobsTest {
    private static final ResourceID A = new ResourceID("a", "research");
    private static final ResourceID B = new ResourceID("b", "research");

    private final AwaitedJobs awaited = new AwaitedJobs();

    @Test
    void all_that_wait_for_a_job_are_told_of_it() {
        awaited.set(A, Set.of("1", "2"));
        awaited.set(B, Set.of("2"));
        assertThat(awaited.forJob("1")).containsExactly(A);
        assertThat(awaited.forJob("2")).containsExactlyInAnyOrder(A, B);
        assertThat(awaited.forJob("3")).isEmpty();
    }

    @Test
    void who_waits_for_another_job_waits_no_longer_for_the_first() {
        awaited.set(A, Set.of("1", "2"));
        awaited.set(A, Set.of("2", "3"));
        assertThat(awaited.forJob("1")).isEmpty();
        assertThat(awaited.forJob("2")).containsExactly(A);
        assertThat(awaited.forJob("3")).containsExactly(A);
    }

    @Test
    void of_a_job_that_is_gone_it_is_told_once() {
        awaited.set(A, Set.of("1", "2"));
        assertThat(awaited.gone("1")).containsExactly(A);
        assertThat(awaited.forJob("1")).isEmpty();
        awaited.set(A, Set.of());
        assertThat(awaited.forJob("2")).isEmpty();
    }
}
