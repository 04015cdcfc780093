package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often verdicts mislead, in studies that are drawn: accuracies are counts of images, as they are in an experiment. */
class VerdictCoverageTest {
    private static final int STUDIES = 2000;
    private static final int IMAGES = 500;
    private static final double SPREAD = .02;

    /** Four standard errors of a share near 5 %. */
    private static double strays(int studies) {
        return 4 * Math.sqrt(.05 * .95 / studies);
    }

    private static double share(int studies, Supplier<Verdict> study, Predicate<Verdict> what) {
        return (double) Stream.generate(study).limit(studies).filter(what).count() / studies;
    }

    /** Pairs, or means over source schemes, of seeds that vary, in whole images. */
    private static Supplier<Verdict> differences(int seeds, double truth, double spread) {
        SplittableRandom random = new SplittableRandom(1);
        return () -> Verdict.of(Estimate.overSeedsOn(
                IMAGES,
                IntStream.range(0, seeds)
                        .mapToDouble(seed -> Math.rint(IMAGES * (truth + spread * random.nextGaussian())) / IMAGES)
                        .toArray()));
    }

    @ParameterizedTest
    @CsvSource({"3, .02", "10, .02", "3, .001", "10, .001", "3, .0002"})
    void where_there_is_no_gain_transfer_retraining_and_shift_say_yes_in_at_most_5_of_100_studies(
            int seeds, double spread) {
        assertThat(share(STUDIES, differences(seeds, 0, spread), verdict -> verdict == Verdict.YES))
                .isLessThan(.05 + strays(STUDIES));
    }

    @ParameterizedTest
    @CsvSource({"3, .02", "10, .02", "3, .001", "10, .001", "3, .0002"})
    void where_the_gain_is_worth_the_name_they_say_no_in_at_most_5_of_100_studies(int seeds, double spread) {
        assertThat(share(STUDIES, differences(seeds, Verdict.MARGIN, spread), verdict -> verdict == Verdict.NO))
                .isLessThan(.05 + strays(STUDIES));
    }

    @ParameterizedTest
    @CsvSource({"3, .9", "10, .99"})
    void a_gain_of_ten_points_is_seen(int seeds, double often) {
        assertThat(share(STUDIES, differences(seeds, .1, SPREAD), verdict -> verdict == Verdict.YES))
                .isGreaterThan(often);
    }
}
