package io.robusttransfer.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnTorch
class DoubleBackwardTest {
    @Test
    void a_gradient_inside_a_loss_is_differentiated_by_the_weights() {
        Scope.run(() -> {
            // l = w x^2, so the loss (dl/dx)^2 is 4 w^2 x^2 and its derivative by w is 8 w x^2
            Tensor w = Tensor.of(new double[] {3}, 1).leaf();
            Tensor x = Tensor.of(new double[] {.5, 2}, 2);
            Grad.Result result = Grad.of(
                    () -> {
                        Tensor leaf = x.leaf();
                        Grad.Result inner = Grad.inner(() -> leaf.square().mul(w), leaf);
                        assertThat(inner.gradient().doubles()).containsExactly(3, 12);
                        assertThat(inner.value().doubles()).containsExactly(.75, 12);
                        return inner.gradient().square();
                    },
                    w);
            assertThat(result.value().doubles()).containsExactly(9, 144);
            assertThat(result.gradient().doubles()[0]).isCloseTo(8 * 3 * (.25 + 4), within(1e-12));
        });
    }

    @Test
    void the_inner_gradient_adds_nothing_to_the_weights_gradient() {
        Scope.run(() -> {
            Tensor w = Tensor.of(new double[] {3}, 1).leaf();
            Tensor x = Tensor.of(new double[] {2}, 1);
            Grad.Result result = Grad.of(
                    () -> {
                        Tensor leaf = x.leaf();
                        Grad.inner(() -> leaf.square().mul(w), leaf);
                        return w.mul(5);
                    },
                    w);
            assertThat(result.gradient().doubles()).containsExactly(5);
        });
    }

    @Test
    void outside_of_a_loss_it_is_a_gradient_as_any() {
        Scope.run(() -> {
            Tensor leaf = Tensor.of(new double[] {2}, 1).leaf();
            Grad.Result inner = Grad.inner(leaf::square, leaf);
            assertThat(inner.gradient().doubles()).containsExactly(4);
            assertThat(inner.gradient().inGraph()).isFalse();
        });
    }

    @Test
    void a_leaf_is_differentiated_once() {
        Scope.run(() -> {
            Tensor w = Tensor.of(new double[] {3}, 1).leaf();
            assertThatThrownBy(() -> Grad.of(
                            () -> {
                                Tensor leaf = w.detach().leaf();
                                Grad.inner(() -> leaf.mul(w), leaf);
                                return Grad.inner(() -> leaf.mul(w), leaf).gradient();
                            },
                            w))
                    .hasMessageContaining("differentiated before");
        });
    }

    @Test
    void no_step_keeps_its_tensors() throws IOException {
        step();
        long before = residentKilobytes();
        long tensors = Torch.liveTensors();
        for (int i = 0; i < 300; i++) {
            step();
        }
        assertThat(Torch.liveTensors()).isEqualTo(tensors);
        // what 300 steps would keep, were the leaf and its gradient to hold each other: 2.4 GB
        assertThat(residentKilobytes() - before).isLessThan(200_000);
    }

    /** 4 MB each of weights and images. */
    private static void step() {
        Scope.run(() -> {
            Tensor w = Tensor.full(2, Type.FLOAT32, 1_000_000).leaf();
            Tensor x = Tensor.full(3, Type.FLOAT32, 1_000_000);
            Grad.of(
                    () -> {
                        Tensor leaf = x.leaf();
                        return Grad.inner(() -> leaf.square().mul(w), leaf).gradient();
                    },
                    List.of(w));
        });
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
