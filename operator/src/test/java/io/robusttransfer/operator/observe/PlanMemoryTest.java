package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.crds.plan.Plan;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PlanMemoryTest {
    private final PlanMemory memory = new PlanMemory();

    @Test
    void beside_a_large_plan_small_ones_are_computed_and_another_large_one_is_not_waited_for() {
        assertThat(memory.within(Plan.MOST_STAGES - 100, () -> {
                    assertThat(memory.within(60, () -> "small")).contains("small");
                    assertThat(memory.within(Plan.MOST_STAGES - 100, () -> "another"))
                            .isEmpty();
                    return "large";
                }))
                .contains("large");
        assertThat(memory.within(Plan.MOST_STAGES - 100, () -> "another")).contains("another");
    }

    @Test
    void a_plan_of_unknown_size_counts_as_the_largest() {
        assertThat(memory.within(1, () -> memory.within(null, () -> "unknown"))).contains(Optional.empty());
        assertThat(memory.within(null, () -> memory.within(1, () -> "small"))).contains(Optional.empty());
        assertThat(memory.within(null, () -> "alone")).contains("alone");
    }

    @Test
    void a_plan_that_fails_gives_its_room_back() {
        Supplier<String> fails = () -> {
            throw new IllegalStateException("no plan");
        };
        assertThatThrownBy(() -> memory.within(null, fails)).hasMessage("no plan");
        assertThat(memory.within(2 * Plan.MOST_STAGES, () -> "as large as can be"))
                .contains("as large as can be");
    }
}
