package io.robusttransfer.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Device;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Torch;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnTorch
class PgdTest {
    /** The margin x -> w x + .1 with w = (1, -2, .5); at x = (.5, .4, .6) it is .1. */
    private static final float[] W = {1, -2, .5f};

    private static final float[] X = {.5f, .4f, .6f};
    private static final Objective MINUS_MARGIN = new MinusMargin(W);

    @BeforeContainer
    static void torch() {
        Torch.start(Device.CPU);
    }

    @Test
    void a_linear_margin_falls_by_epsilon_times_the_one_norm_under_linf() {
        double expected = -.25;
        assertThat(marginAfter(Pgd.fgsm(Norm.LINF, .1))).isCloseTo(expected, within(1e-6));
        assertThat(marginAfter(new Pgd(Norm.LINF, .1, .025, 10, true))).isCloseTo(expected, within(1e-6));
        assertThat(marginAfter(new Pgd(Norm.LINF, .1, .025, 10, false))).isCloseTo(expected, within(1e-6));
    }

    @Test
    void a_linear_margin_falls_by_epsilon_times_the_two_norm_under_l2() {
        double expected = -.129128784748;
        assertThat(marginAfter(Pgd.fgsm(Norm.L2, .1))).isCloseTo(expected, within(1e-6));
        assertThat(marginAfter(new Pgd(Norm.L2, .1, .01, 100, true))).isCloseTo(expected, within(1e-6));
        assertThat(marginAfter(new Pgd(Norm.L2, .1, .025, 10, false))).isCloseTo(expected, within(1e-6));
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void a_confident_net_is_attacked_as_any_other(Norm norm) {
        Scope.run(() -> {
            Tensor x = Tensor.images(X, 1, 1, 1, 3);
            Pgd attack = new Pgd(norm, .1, .025, 10, false);
            Objective flat = (net, at) -> MINUS_MARGIN.loss(net, at).mul(1e-30);
            float[] moved = attack.maximise(anyNet(), x, flat, Noise.of(Stream.of("unused")))
                    .nhwc();
            float[] expected = attack.maximise(anyNet(), x, MINUS_MARGIN, Noise.of(Stream.of("unused")))
                    .nhwc();
            assertThat(moved).containsExactly(expected, within(1e-6f));
        });
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void an_image_without_a_gradient_stays(Norm norm) {
        Scope.run(() -> {
            Tensor x = images(3, "flat");
            Objective constant = (net, at) -> MINUS_MARGIN.loss(net, at).mul(0);
            Tensor moved =
                    new Pgd(norm, .1, .025, 10, false).maximise(anyNet(), x, constant, Noise.of(Stream.of("unused")));
            assertThat(moved.floats()).containsExactly(x.floats());
        });
    }

    @Test
    void fgsm_is_one_step_of_epsilon_along_the_sign_without_a_random_start() {
        Scope.run(() -> {
            Tensor x = Tensor.images(new float[] {.5f, .97f, .6f}, 1, 1, 1, 3);
            Tensor moved = Pgd.fgsm(Norm.LINF, .1).maximise(anyNet(), x, MINUS_MARGIN, Noise.of(Stream.of("unused")));
            assertThat(moved.nhwc()).containsExactly(.5f - .1f, 1, .6f - .1f);
        });
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void a_ball_of_radius_nothing_holds_the_image_alone(Norm norm) {
        Scope.run(() -> {
            Tensor x = images(5, "identity");
            Tensor moved =
                    new Pgd(norm, 0, 0, 5, true).maximise(anyNet(), x, MINUS_MARGIN, Noise.of(Stream.of("start")));
            assertThat(moved.floats()).containsExactly(x.floats());
        });
    }

    @Property(tries = 600)
    void an_image_stays_in_its_ball_and_among_pixels(
            @ForAll Norm norm,
            @ForAll @DoubleRange(max = 1) double epsilon,
            @ForAll @IntRange(max = 7) int steps,
            @ForAll boolean randomStart,
            @ForAll long key) {
        Scope.run(() -> {
            Tensor x = images(4, "image", key);
            float[] w = Stream.of("weights", key).gaussian(3);
            Tensor moved = new Pgd(norm, epsilon, epsilon / 2, steps, randomStart)
                    .maximise(anyNet(), x, new MinusMargin(w), Noise.of(Stream.of("start", key)));
            assertThat(Arrays.equals(moved.shape(), x.shape())).isTrue();
            float[] before = x.nhwc();
            float[] after = moved.nhwc();
            for (int i = 0; i < 4; i++) {
                double most = 0;
                double square = 0;
                for (int j = 3 * i; j < 3 * i + 3; j++) {
                    assertThat(after[j]).isBetween(0f, 1f);
                    double d = (double) after[j] - before[j];
                    most = Math.max(most, Math.abs(d));
                    square += d * d;
                }
                assertThat(norm == Norm.LINF ? most : Math.sqrt(square)).isLessThanOrEqualTo(epsilon + 1e-7);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void an_image_is_moved_the_same_in_any_batch(Norm norm) {
        Scope.run(() -> {
            Pgd attack = new Pgd(norm, .2, .05, 7, true);
            Tensor x = images(6, "batch");
            float[] together = attack.maximise(
                            anyNet(), x, MINUS_MARGIN, Noise.perImage(row -> Stream.of("start", row)))
                    .nhwc();
            float[] alone = attack.maximise(
                            anyNet(), x.slice(0, 4, 5), MINUS_MARGIN, Noise.perImage(row -> Stream.of("start", 4)))
                    .nhwc();
            assertThat(alone).containsExactly(together[12], together[13], together[14]);
        });
    }

    @Test
    void random_starts_are_uniform_in_the_ball() {
        int count = 20_000;
        Scope.run(() -> {
            Tensor x = Tensor.images(new float[3 * count], count, 1, 1, 3);
            float[] cube = Noise.perImage(row -> Stream.of("cube", row))
                    .inBall(Norm.LINF, x, .2)
                    .nhwc();
            float[] ball = Noise.perImage(row -> Stream.of("ball", row))
                    .inBall(Norm.L2, x, .2)
                    .nhwc();
            double fourth = 0;
            double volume = 0;
            double[] mean = new double[3];
            for (int i = 0; i < count; i++) {
                double square = 0;
                for (int j = 0; j < 3; j++) {
                    float c = cube[3 * i + j];
                    assertThat(c).isBetween(-.2f, .2f);
                    fourth += Math.pow(c / .2, 4) / (3 * count);
                    square += ball[3 * i + j] * (double) ball[3 * i + j];
                    mean[j] += ball[3 * i + j] / .2 / count;
                }
                volume += Math.pow(Math.sqrt(square) / .2, 3) / count;
            }
            // E u^4 = 1/5, its deviation sqrt(1/9 - 1/25); (r/epsilon)^3 uniform; each within 4 standard errors
            assertThat(fourth).isCloseTo(.2, within(4 * Math.sqrt(1. / 9 - 1. / 25) / Math.sqrt(3 * count)));
            assertThat(volume).isCloseTo(.5, within(4 * Math.sqrt(1. / 12 / count)));
            for (double m : mean) {
                assertThat(m).isCloseTo(0, within(4 * Math.sqrt(1. / 5 / count)));
            }
        });
    }

    @Test
    void a_smaller_ball_has_smaller_steps() {
        assertThat(new Pgd(Norm.L2, .2, .05, 7, true).scaled(.5)).isEqualTo(new Pgd(Norm.L2, .1, .025, 7, true));
    }

    private static double marginAfter(Pgd attack) {
        double[] margin = {0};
        Scope.run(() -> {
            Tensor x = Tensor.images(X, 1, 1, 1, 3);
            Tensor moved = attack.maximise(anyNet(), x, MINUS_MARGIN, Noise.of(Stream.of("margin")));
            margin[0] = -MINUS_MARGIN.loss(anyNet(), moved).item();
        });
        return margin[0];
    }

    private static Tensor images(int count, Object... keys) {
        return Tensor.images(Stream.of("pixels", keys).uniform(3 * count), count, 1, 1, 3);
    }

    /** No objective here asks the net. */
    private static Net anyNet() {
        return Net.initial(
                Architecture.SMALL_CNN,
                new Input(1, 16, 16),
                2,
                new float[1],
                new float[] {1},
                Stream.of("f"),
                Stream.of("h"));
    }

    /** Minus the margin w x + .1, for images (N, 3, 1, 1). */
    private record MinusMargin(float[] w) implements Objective {
        @Override
        public Tensor loss(Net net, Tensor x) {
            return x.reshape(x.size(0), 3)
                    .linear(Tensor.of(w, 1, 3), Tensor.of(new float[] {.1f}, 1))
                    .reshape(x.size(0))
                    .neg();
        }
    }
}
