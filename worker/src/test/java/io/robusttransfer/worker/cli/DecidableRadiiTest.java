package io.robusttransfer.worker.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.crds.api.AnytimeSmoothing;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.worker.Failure;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DecidableRadiiTest {
    @Test
    void as_many_draws_as_certify_if_all_agree_are_enough() {
        assertThatCode(() -> check(396, "0.5")).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(395, "0.25", "0.5"))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessage("spec.study.evaluation.anytimeSmoothing.maxSamples: 395 draws certify no image at radius"
                        + " 0.5, sigma 0.25 and alpha 0.001, even if all agree: write maxSamples: 396 or more, or a"
                        + " smaller radius");
    }

    @Test
    void where_no_number_is_enough_the_radius_has_to_be_smaller() {
        assertThatThrownBy(() -> check(10_000_000, "1.25"))
                .hasMessageEndingWith("no number that is allowed does; write a smaller radius");
    }

    private static void check(int draws, String... radii) {
        new DecidableRadii(new AnytimeSmoothing(
                        List.of(Fraction.of("0.25"), Fraction.of("0.5")),
                        Stream.of(radii).map(Fraction::of).toList(),
                        Fraction.of("0.001"),
                        draws,
                        100,
                        null))
                .require();
    }
}
