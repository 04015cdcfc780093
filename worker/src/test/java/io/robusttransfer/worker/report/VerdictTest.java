package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
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

    @ParameterizedTest
    @CsvSource({"0.001, 0.024, true", "0.001, 0.05, false"})
    void a_gain_that_is_there_and_too_small_to_matter_is_said_to_be_so(double low, double high, boolean small) {
        String sentence = new Claim("It gains", "It does not", "it gains")
                .sentence(Verdict.YES, "so", new Estimate((low + high) / 2, low, high, 3), Optional.empty());
        assertThat(sentence).startsWith("It gains: so; 95% interval over 3 seeds +0.001");
        assertThat(sentence.endsWith(", so there is a gain, though less than the 0.020 that would matter."))
                .isEqualTo(small);
    }
}
