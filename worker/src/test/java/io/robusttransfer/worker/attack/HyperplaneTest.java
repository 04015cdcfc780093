package io.robusttransfer.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Device;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Torch;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;

@OnTorch
class HyperplaneTest {
    @BeforeContainer
    static void torch() {
        Torch.start(Device.CPU);
    }

    /** w t - b = .1 for w = (1, -2, .5). */
    @Test
    void the_nearest_point_of_a_plane_within_reach_is_the_text_book_s() {
        float[] t = {.5f, .4f, .6f};
        float[] w = {1, -2, .5f};
        float step = (float) (.1 / 3.5);
        assertThat(towards(Norm.LINF, t, w, .1f)).containsExactly(new float[] {-step, step, -step}, within(1e-7f));
        float scale = (float) (.1 / 5.25);
        assertThat(towards(Norm.L2, t, w, .1f))
                .containsExactly(new float[] {-scale, 2 * scale, -.5f * scale}, within(1e-7f));
        assertThat(towards(Norm.L2, t, w, -.1f))
                .containsExactly(new float[] {scale, -2 * scale, .5f * scale}, within(1e-7f));
    }

    /** Coordinate 0 may fall by .1 alone, so coordinate 1 falls by the rest of .5. */
    @Test
    void a_coordinate_stops_at_the_border_of_the_box() {
        assertThat(towards(Norm.LINF, new float[] {.1f, .9f}, new float[] {1, 1}, .5f))
                .containsExactly(new float[] {-.1f, -.4f}, within(1e-7f));
        assertThat(towards(Norm.L2, new float[] {.1f, .9f}, new float[] {1, 1}, .5f))
                .containsExactly(new float[] {-.1f, -.4f}, within(1e-7f));
    }

    @Test
    void a_plane_that_misses_the_box_is_met_at_the_nearest_corner() {
        for (Norm norm : Norm.values()) {
            assertThat(towards(norm, new float[] {.1f, .9f}, new float[] {1, -1}, 5))
                    .containsExactly(new float[] {-.1f, .1f}, within(1e-7f));
        }
    }

    @Test
    void without_a_gradient_nothing_moves() {
        for (Norm norm : Norm.values()) {
            assertThat(towards(norm, new float[] {.1f, .9f}, new float[2], 1))
                    .containsExactly(new float[2], within(0f));
        }
    }

    @Property(tries = 400)
    void the_way_ends_on_the_plane_in_the_box_and_no_shorter_way_does(
            @ForAll Norm norm, @ForAll @IntRange(min = 1, max = 40) int size, @ForAll long key) {
        Stream stream = Stream.of("plane", key);
        float[] t = stream.uniform(size);
        float[] w = stream.gaussian(size);
        double reach = 0;
        for (int i = 0; i < size; i++) {
            reach += Math.abs(w[i]) * (w[i] > 0 ? t[i] : 1 - t[i]);
        }
        double c = .9 * reach * stream.uniform();
        float[] d = towards(norm, t, w, (float) c);
        double moved = 0;
        for (int i = 0; i < size; i++) {
            moved -= (double) w[i] * d[i];
            assertThat(t[i] + d[i]).isBetween(-1e-6f, 1 + 1e-6f);
        }
        assertThat(moved).isCloseTo(c, within(1e-4 * (1 + reach)));
        double[] best = bisected(norm, t, w, c);
        for (int i = 0; i < size; i++) {
            assertThat((double) d[i]).isCloseTo(best[i], within(2e-4));
        }
    }

    /** The same by another way: lambda by bisection, in double precision. */
    private static double[] bisected(Norm norm, float[] t, float[] w, double c) {
        double low = 0;
        double high = 1e9;
        double[] d = new double[t.length];
        for (int turn = 0; turn < 200; turn++) {
            double lambda = (low + high) / 2;
            double moved = 0;
            for (int i = 0; i < t.length; i++) {
                double room = w[i] > 0 ? t[i] : 1 - t[i];
                double length = Math.min(lambda * (norm == Norm.LINF ? 1 : Math.abs(w[i])), room);
                d[i] = -Math.signum(w[i]) * length;
                moved += Math.abs(w[i]) * length;
            }
            low = moved < c ? lambda : low;
            high = moved < c ? high : lambda;
        }
        return d;
    }

    private static float[] towards(Norm norm, float[] t, float[] w, float c) {
        return Scope.value(() -> Hyperplane.towards(
                        norm, Tensor.of(t, 1, t.length), Tensor.of(w, 1, w.length), Tensor.of(new float[] {c}, 1, 1))
                .floats());
    }
}
