package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
    @ParameterizedTest
    @CsvSource({
        "0.10,  0.30, 3, YES",
        "0.001, 0.30, 3, YES",
        "0.0,   0.30, 3, UNDECIDED",
        "-0.1,  0.30, 3, UNDECIDED",
        "-0.1,  0.02, 3, UNDECIDED",
        "-0.1,  0.019, 3, NO",
        "-0.3, -0.1, 3, NO",
        // certain and tiny: less than two images in a hundred
        "0.001, 0.01, 3, NO",
        "0.10,  0.30, 2, NEEDS_SEEDS",
        "0.10,  0.30, 9, YES",
    })
    void the_interval_over_seeds_decides(double low, double high, int seeds, Verdict verdict) {
        assertThat(Verdict.of(new Estimate((low + high) / 2, low, high, seeds))).isEqualTo(verdict);
    }
}
