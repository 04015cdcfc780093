package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaitingTest {
    private static final ResourceID A = new ResourceID("a", "research");
    private static final ResourceID B = new ResourceID("b", "research");

    private final Waiting waiting = new Waiting();

    @Test
    void all_that_wait_for_a_job_are_told_of_it() {
        waiting.set(A, Set.of("1", "2"));
        waiting.set(B, Set.of("2"));
        assertThat(waiting.forJob("1")).containsExactly(A);
        assertThat(waiting.forJob("2")).containsExactlyInAnyOrder(A, B);
        assertThat(waiting.forJob("3")).isEmpty();
    }

    @Test
    void who_waits_for_another_job_waits_no_longer_for_the_first() {
        waiting.set(A, Set.of("1", "2"));
        waiting.set(A, Set.of("2", "3"));
        assertThat(waiting.forJob("1")).isEmpty();
        assertThat(waiting.forJob("2")).containsExactly(A);
        assertThat(waiting.forJob("3")).containsExactly(A);
    }

    @Test
    void of_a_job_that_is_gone_it_is_told_once() {
        waiting.set(A, Set.of("1", "2"));
        assertThat(waiting.gone("1")).containsExactly(A);
        assertThat(waiting.forJob("1")).isEmpty();
        waiting.set(A, Set.of());
        assertThat(waiting.forJob("2")).isEmpty();
    }
}
