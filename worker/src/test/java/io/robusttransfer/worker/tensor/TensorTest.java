package io.robusttransfer.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

@OnTorch
class TensorTest {
    @Test
    void operations_give_hand_computed_values() {
        Tensor a = Tensor.of(new float[] {1, -2, 3, 4}, 2, 2);
        Tensor b = Tensor.of(new float[] {2, 2, -1, 0.5f}, 2, 2);
        assertThat(a.add(b).floats()).containsExactly(3, 0, 2, 4.5f);
        assertThat(a.sub(b).floats()).containsExactly(-1, -4, 4, 3.5f);
        assertThat(a.mul(b).floats()).containsExactly(2, -4, -3, 2);
        assertThat(a.div(b).floats()).containsExactly(0.5f, -1, -3, 8);
        assertThat(a.maximum(b).floats()).containsExactly(2, 2, 3, 4);
        assertThat(a.minimum(b).floats()).containsExactly(1, -2, -1, 0.5f);
        assertThat(a.mul(0.5).add(1).sub(3).div(2).floats()).containsExactly(-0.75f, -1.5f, -0.25f, 0);
        assertThat(a.clamp(-1, 3).floats()).containsExactly(1, -1, 3, 3);
        assertThat(a.neg().floats()).containsExactly(-1, 2, -3, -4);
        assertThat(a.abs().sqrt().square().floats()[3]).isEqualTo(4);
        assertThat(a.sign().floats()).containsExactly(1, -1, 1, 1);
        assertThat(a.relu().floats()).containsExactly(1, 0, 3, 4);
        assertThat(b.exp().log().floats()[0]).isEqualTo(2);
        assertThat(a.sum().item()).isEqualTo(6);
        assertThat(a.mean().item()).isEqualTo(1.5);
        assertThat(a.max().item()).isEqualTo(4);
        assertThat(a.sum(false, 1).floats()).containsExactly(-1, 7);
        assertThat(a.mean(true, 0).shape()).containsExactly(1, 2);
        assertThat(a.max(false, 1).floats()).containsExactly(1, 4);
        assertThat(a.min(false, 1).floats()).containsExactly(-2, 3);
        assertThat(a.argMax(1).longs()).containsExactly(0, 1);
        assertThat(a.argMin(1).longs()).containsExactly(1, 0);
        assertThat(a.gt(b).longs()).containsExactly(0, 0, 1, 1);
        assertThat(a.gte(a).longs()).containsExactly(1, 1, 1, 1);
        assertThat(a.eq(a.abs()).where(a, b).floats()).containsExactly(1, 2, 3, 4);
        assertThat(a.log().isNaN().longs()).containsExactly(0, 1, 0, 0);
        assertThat(a.matmul(b).floats()).containsExactly(4, 1, 2, 8);
        assertThat(a.permute(1, 0).reshape(4).floats()).containsExactly(1, 3, -2, 4);
        assertThat(a.slice(1, 1, 2).floats()).containsExactly(-2, 4);
        assertThat(a.slice(0, 1, 2).expand(2, 2).floats()).containsExactly(3, 4, 3, 4);
        assertThat(Tensor.cat(List.of(a, b), 0).shape()).containsExactly(4, 2);
        assertThat(Tensor.stack(List.of(a, b), 0).shape()).containsExactly(2, 2, 2);
        assertThat(a.gather(Tensor.of(new long[] {1, 0}, 2, 1), 1).floats()).containsExactly(-2, 3);
        assertThat(a.softmax(1).sum(false, 1).floats()[0]).isEqualTo(1);
        assertThat(a.logSoftmax(1).floats()[0]).isCloseTo((float) -Math.log1p(Math.exp(-3)), within(1e-7f));
        assertThat(a.reshape(1, 1, 2, 2).avgPool(2).floats()).containsExactly(1.5f);
        assertThat(a.reshape(1, 1, 2, 2).sub(5).maxPool(3, 2, 1).floats()).containsExactly(-1);
        assertThat(a.linear(b, Tensor.of(new float[] {1, 0}, 2)).floats()).containsExactly(-1, -2, 15, -1);
        assertThat(a.to(Type.FLOAT64).mul(0.1).doubles()[0]).isEqualTo(0.1);
        assertThat(Tensor.scalar(2, Type.FLOAT32).mul(3).type()).isEqualTo(Type.FLOAT32);
        assertThat(Tensor.of(new long[] {4, 5}, 2).add(1).longs()).containsExactly(5, 6);
    }

    @Test
    void images_are_seen_as_channels_first_and_come_back_in_their_own_order() {
        float[] nhwc = new float[2 * 2 * 3 * 3];
        for (int i = 0; i < nhwc.length; i++) {
            nhwc[i] = i;
        }
        Tensor images = Tensor.images(nhwc, 2, 2, 3, 3);
        assertThat(images.shape()).containsExactly(2, 3, 2, 3);
        assertThat(images.floats()).startsWith(0, 3, 6, 9, 12, 15, 1);
        assertThat(images.nhwc()).isEqualTo(nhwc);
        Tensor leaf = images.leaf();
        Tensor gradient = Grad.of(() -> leaf.mul(images), leaf).gradient();
        assertThat(gradient.shape()).containsExactly(2, 3, 2, 3);
        assertThat(gradient.nhwc()).isEqualTo(nhwc);
    }

    @Test
    void channels_last_changes_the_layout_and_no_value() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 2, 2, 2);
        Tensor last = x.channelsLast();
        assertThat(last.floats()).isEqualTo(x.floats());
        assertThat(last.shape()).isEqualTo(x.shape());
        assertThat(last.nhwc()).containsExactly(1, 5, 2, 6, 3, 7, 4, 8);
    }

    @Test
    void without_a_scope_nothing_is_made(Scope scope) {
        scope.close();
        assertThatThrownBy(() -> Tensor.zeros(Type.FLOAT32, 2)).hasMessageContaining("no Scope is open");
    }

    @Test
    void a_change_in_place_reaches_the_tensor_itself() {
        Tensor w = Tensor.of(new float[] {1, 2}, 2);
        w.addInPlace(Tensor.of(new float[] {1, 1}, 2))
                .mulInPlace(2)
                .subInPlace(w.copy().mul(0.5))
                .addInPlace(1);
        assertThat(w.floats()).containsExactly(3, 4);
        w.assign(Tensor.of(new float[] {7, 8}, 2));
        assertThat(w.floats()).containsExactly(7, 8);
        Tensor count = Tensor.scalar(3, Type.INT64);
        count.addInPlace(1);
        assertThat(count.item()).isEqualTo(4);
        count.assign(Tensor.scalar(9, Type.INT64));
        assertThat(count.item()).isEqualTo(9);
    }
}
