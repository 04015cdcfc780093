package io.robusttransfer.worker.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Constant;
import io.robusttransfer.crds.api.Cosine;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.OneCycle;
import io.robusttransfer.crds.api.ScheduleSpec;
import io.robusttransfer.crds.api.StepDecay;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Vectors by torch 2.7.1. */
class LearningRateTest {
    private static final OneCycle CYCLE = new OneCycle(Fraction.of("0.3"), Fraction.of("25"), Fraction.of("10000"));

    @Test
    void constant_stays() {
        assertThat(rates(new Constant(), 2, 2)).containsExactly(.1, .1, .1, .1);
    }

    @Test
    void cosine_is_torch_s_cosine_annealing_step_by_step() {
        assertThat(rates(new Cosine(), 2, 5))
                .usingComparatorForType(LearningRateTest::close, Double.class)
                .containsExactly(
                        .1,
                        .09755282581475769,
                        .09045084971874738,
                        .07938926261462367,
                        .06545084971874739,
                        .05,
                        .03454915028125264,
                        .020610737385376353,
                        .009549150281252635,
                        .002447174185242324);
    }

    @Test
    void steps_fall_at_the_start_of_their_epochs() {
        assertThat(rates(new StepDecay(List.of(1, 3), Fraction.of("0.1")), 4, 2))
                .usingComparatorForType(LearningRateTest::close, Double.class)
                .containsExactly(.1, .1, .01, .01, .01, .01, .001, .001);
    }

    @Test
    void one_cycle_is_torch_s_without_its_cycle_of_momentum() {
        assertThat(rates(CYCLE, 5, 2))
                .usingComparatorForType(LearningRateTest::close, Double.class)
                .containsExactly(
                        .004,
                        .052,
                        .1,
                        .09504846320134738,
                        .0811745653949763,
                        .06112620219362893,
                        .03887419780637107,
                        .0188258346050237,
                        .004951936798652629,
                        4e-7);
        LearningRate longer = new LearningRate(CYCLE, .1, 10, 30);
        assertThat(longer.at(1)).isCloseTo(.004029901011425044, within(1e-15));
        assertThat(longer.at(44)).isCloseTo(.051152872929129824, within(1e-15));
        assertThat(longer.at(89)).isCloseTo(.1, within(1e-15));
        assertThat(longer.at(90)).isCloseTo(.09999440511289331, within(1e-15));
        assertThat(longer.at(150)).isCloseTo(.0805862926108905, within(1e-15));
        assertThat(longer.at(299)).isCloseTo(4e-7, within(1e-15));
    }

    @Test
    void a_cycle_whose_rise_is_shorter_than_a_step_is_torch_s() {
        OneCycle brief = new OneCycle(Fraction.of("0.1"), Fraction.of("25"), Fraction.of("10000"));
        assertThat(rates(brief, 2, 2))
                .usingComparatorForType(LearningRateTest::close, Double.class)
                .containsExactly(.09330129698414119, .05868257415371098, .017860948073194972, 4e-7);
    }

    @Test
    void a_cycle_of_few_steps_has_finite_rates() {
        for (int steps = 1; steps < 8; steps++) {
            assertThat(rates(CYCLE, 1, steps))
                    .allSatisfy(rate -> assertThat(rate).isBetween(0., .1));
        }
        assertThat(rates(new OneCycle(Fraction.of("1"), Fraction.of("25"), Fraction.of("10000")), 1, 3))
                .endsWith(.1);
    }

    private static List<Double> rates(ScheduleSpec.Choice schedule, int epochs, int stepsPerEpoch) {
        LearningRate rate = new LearningRate(schedule, .1, epochs, stepsPerEpoch);
        return LongStream.range(0, (long) epochs * stepsPerEpoch)
                .mapToObj(rate::at)
                .toList();
    }

    private static int close(double a, double b) {
        return Math.abs(a - b) < 1e-15 ? 0 : Double.compare(a, b);
    }
}
