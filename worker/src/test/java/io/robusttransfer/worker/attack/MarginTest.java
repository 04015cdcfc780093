package io.robusttransfer.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnTorch
class MarginTest {
    private static final double[] FOUR = {3, 1, .5, -2};

    @ParameterizedTest
    @CsvSource({"1, -.5333333333", "3, -1.3333333333"})
    void the_targeted_ratio_of_four_classes_is_that_of_the_paper(int target, double expected) {
        assertThat(ratio(FOUR, 0, target)).isCloseTo(expected, within(1e-9));
    }

    @Test
    void three_classes_are_measured_by_the_largest_and_the_smallest() {
        assertThat(ratio(new double[] {3, 1, .5}, 0, 1)).isCloseTo(-.8, within(1e-9));
    }

    @Test
    void two_classes_have_their_difference_alone() {
        assertThat(ratio(new double[] {3, 1}, 0, 1)).isEqualTo(-2);
    }

    @Test
    void a_ratio_is_the_same_for_logits_of_any_scale() {
        double[] scaled = {300, 100, 50, -200};
        assertThat(ratio(scaled, 0, 1)).isCloseTo(ratio(FOUR, 0, 1), within(1e-9));
    }

    @Test
    void log_odds_and_cross_entropy_say_the_same() {
        Scope.run(() -> {
            Tensor logits = Tensor.of(new double[] {3, 1, .5, -2, 0, 4, 1, 1}, 2, 4);
            Tensor y = Tensor.of(new long[] {0, 3}, 2);
            double[] odds = Margin.logOdds(logits, y).doubles();
            double[] entropy = CrossEntropy.perImage(logits, y).doubles();
            for (int i = 0; i < odds.length; i++) {
                assertThat(Math.log1p(Math.exp(odds[i]))).isCloseTo(entropy[i], within(1e-12));
            }
        });
    }

    @Test
    void a_confident_net_keeps_the_label_s_part_of_the_gradient() {
        Scope.run(() -> {
            Tensor y = Tensor.of(new long[] {0}, 1);
            float[] z = {60, 1, 0};
            assertThat(gradient(z, logits -> CrossEntropy.perImage(logits, y))[0])
                    .as("what the cross-entropy leaves of it in float32")
                    .isZero();
            assertThat(gradient(z, logits -> Margin.logOdds(logits, y)))
                    .containsExactly(new float[] {-1, .7310586f, .26894143f}, within(1e-6f));
        });
    }

    @Test
    void the_rival_is_ranked_among_the_other_classes_whatever_is_predicted() {
        Scope.run(() -> {
            Tensor logits = Tensor.of(new float[] {3, 1, 2, 0, 3, 1, 2, 0}, 2, 4);
            Tensor y = Tensor.of(new long[] {0, 2}, 2);
            assertThat(Margin.rival(logits, y, 1).longs()).containsExactly(2, 0);
            assertThat(Margin.rival(logits, y, 3).longs()).containsExactly(3, 3);
        });
    }

    @Test
    void above_nothing_is_misclassified() {
        Scope.run(() -> {
            Tensor logits = Tensor.of(new float[] {3, 1, 2, 3, 1, 2}, 2, 3);
            assertThat(Margin.over(logits, Tensor.of(new long[] {0, 1}, 2)).floats())
                    .containsExactly(-1, 2);
        });
    }

    private interface Loss {
        Tensor of(Tensor logits);
    }

    private static float[] gradient(float[] logits, Loss loss) {
        Tensor leaf = Tensor.of(logits, 1, logits.length).leaf();
        return Grad.of(() -> loss.of(leaf), leaf).gradient().floats();
    }

    private static double ratio(double[] logits, int label, int target) {
        return Scope.value(() -> Margin.targetedRatio(
                        Tensor.of(logits, 1, logits.length),
                        Tensor.of(new long[] {label}, 1),
                        Tensor.of(new long[] {target}, 1))
                .item());
    }
}
