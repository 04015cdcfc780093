package io.robusttransfer.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.Norm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpsilonMergeTest {
    private static final Measure SMALL = pgd(Norm.LINF, "0.05", 20);
    private static final Measure LARGE = pgd(Norm.LINF, "0.1", 20);

    private static Measure pgd(Norm norm, String epsilon, int steps) {
        Fraction e = Fraction.of(epsilon);
        return new Measure.Pgd(norm, e, steps, e.times(new Fraction(5, 2L * steps)), 1, null);
    }

    private static List<Sample> samples(boolean... correct) {
        return IntStream.range(0, correct.length)
                .mapToObj(i -> Sample.of(i, 0, correct[i]))
                .toList();
    }

    private static List<Boolean> merged(Measure one, Measure other, boolean[] atOne, boolean[] atOther) {
        Map<Column, List<Sample>> outcomes = new LinkedHashMap<>();
        outcomes.put(new Column("head", one.key()), samples(atOne));
        outcomes.put(new Column("head", other.key()), samples(atOther));
        return EpsilonMerge.merged(outcomes, List.of(one, other)).get(new Column("head", other.key())).stream()
                .map(Sample::correct)
                .toList();
    }

    @Test
    void broken_at_an_epsilon_is_broken_at_a_larger_one_and_not_the_other_way_round() {
        boolean[] small = {true, false, true, false};
        boolean[] large = {true, true, false, false};
        assertThat(merged(SMALL, LARGE, small, large)).containsExactly(true, false, false, false);
        assertThat(merged(LARGE, SMALL, large, small)).containsExactly(true, false, true, false);
    }

    @Test
    void another_norm_or_another_attack_breaks_nothing_here() {
        boolean[] broken = {false, false};
        boolean[] right = {true, true};
        assertThat(merged(pgd(Norm.L2, "0.05", 20), LARGE, broken, right)).containsExactly(true, true);
        assertThat(merged(pgd(Norm.LINF, "0.05", 10), LARGE, broken, right)).containsExactly(true, true);
        assertThat(merged(new Measure.Fgsm(Norm.LINF, Fraction.of("0.05"), null), LARGE, broken, right))
                .containsExactly(true, true);
    }

    @Test
    void a_weak_attack_is_not_credited_with_what_longer_steps_broke() {
        boolean[] broken = {false, false};
        boolean[] right = {true, true};
        Measure.Pgd weak = new Measure.Pgd(Norm.LINF, Fraction.of("0.1"), 20, Fraction.of("0.0001"), 1, null);
        assertThat(merged(SMALL, weak, broken, right)).containsExactly(true, true);
    }

    @Test
    void a_step_of_its_own_is_the_same_for_every_epsilon() {
        boolean[] broken = {false, false};
        boolean[] right = {true, true};
        Measure.Pgd small = new Measure.Pgd(Norm.LINF, Fraction.of("0.05"), 20, Fraction.of("0.01"), 1, null);
        Measure.Pgd large = new Measure.Pgd(Norm.LINF, Fraction.of("0.1"), 20, Fraction.of("0.01"), 1, null);
        assertThat(merged(small, large, broken, right)).containsExactly(false, false);
    }

    @Test
    void attacks_on_fewer_images_hand_on_what_they_saw() {
        Measure few = new Measure.AutoAttack(Norm.LINF, Fraction.of("0.05"), 1);
        Measure all = new Measure.AutoAttack(Norm.LINF, Fraction.of("0.1"), null);
        Map<Column, List<Sample>> outcomes = new LinkedHashMap<>();
        outcomes.put(new Column("head", few.key()), samples(false));
        outcomes.put(new Column("head", all.key()), samples(true, true));
        assertThat(EpsilonMerge.merged(outcomes, List.of(few, all)).get(new Column("head", all.key())))
                .extracting(Sample::correct)
                .containsExactly(false, true);
    }

    @Test
    void three_epsilons_hand_on_through_the_middle_one() {
        Measure middle = pgd(Norm.LINF, "0.07", 20);
        Map<Column, List<Sample>> outcomes = new LinkedHashMap<>();
        outcomes.put(new Column("head", LARGE.key()), samples(true));
        outcomes.put(new Column("head", middle.key()), samples(true));
        outcomes.put(new Column("head", SMALL.key()), samples(false));
        EpsilonMerge.merged(outcomes, List.of(LARGE, middle, SMALL))
                .values()
                .forEach(samples -> assertThat(samples.get(0).correct()).isFalse());
    }
}
