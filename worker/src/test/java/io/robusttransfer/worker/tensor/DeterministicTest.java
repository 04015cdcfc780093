package io.robusttransfer.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnTorch
class DeterministicTest {
    @AfterEach
    void restore() {
        Deterministic.algorithms(false);
    }

    @Test
    void a_cpu_is_left_as_it_was_since_its_algorithms_are_deterministic_already() {
        assertThat(Deterministic.algorithms()).isFalse();
    }

    @Test
    void libtorch_is_told_and_says_so() {
        Deterministic.algorithms(true);
        assertThat(Deterministic.algorithms()).isTrue();
    }
}
