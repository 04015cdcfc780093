package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.plan.Plan;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PlanMemoryTest {
    private final PlanMemory memory = new PlanMemory();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch finish = new CountDownLatch(1);

    @Test
    void small_plans_are_computed_beside_a_large_one_and_another_large_one_after_it() throws Exception {
        Future<String> large = CompletableFuture.supplyAsync(() -> memory.within(Plan.MOST_STAGES - 100, this::held));
        begun.await();
        assertThat(memory.within(60, () -> "small")).isEqualTo("small");
        Future<String> other =
                CompletableFuture.supplyAsync(() -> memory.within(Plan.MOST_STAGES - 100, () -> "other"));
        assertThat(memory.within(60, () -> "small")).isEqualTo("small");
        assertThat(other.isDone()).isFalse();
        finish.countDown();
        assertThat(large.get(10, TimeUnit.SECONDS)).isEqualTo("large");
        assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo("other");
    }

    @Test
    void a_plan_of_unknown_size_counts_as_the_largest_and_one_that_fails_gives_its_room_back() {
        for (int i = 0; i < 2; i++) {
            assertThat(CompletableFuture.supplyAsync(() -> memory.<String>within(null, () -> {
                                throw new IllegalStateException("no plan");
                            }))
                            .handle((plan, failure) -> failure.getCause().getMessage())
                            .join())
                    .isEqualTo("no plan");
        }
        assertThat(memory.within(2 * Plan.MOST_STAGES, () -> "as large as can be"))
                .isEqualTo("as large as can be");
    }

    private String held() {
        begun.countDown();
        try {
            finish.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return "large";
    }
}
