package io.robusttransfer.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.pytorch.jni.JniUtils;
import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What DJL does silently wrong, each shown not to happen here. */
@OnTorch
class TrapsTest {
    /** Where memory is promised without limit, as on a node of Kubernetes, only what has no address is refused. */
    private static final long BEYOND_ANY_ADDRESS = 1L << 50;

    @Test
    void numbers_in_a_graph_survive_a_garbage_collection_before_backward() {
        for (int i = 0; i < 40; i++) {
            double factor = 3 + i;
            Tensor x = Tensor.of(new float[] {1, 2}, 2).leaf();
            Tensor gradient = Grad.of(
                            () -> {
                                Tensor y = x.mul(factor).div(0.5);
                                collect();
                                return y;
                            },
                            x)
                    .gradient();
            assertThat(gradient.floats()).containsExactly((float) (2 * factor), (float) (2 * factor));
        }
    }

    @Test
    void views_survive_the_tensor_they_were_made_from() {
        List<Tensor> views = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            float[] values = new float[1000];
            Arrays.fill(values, i);
            try (Tensor made = Tensor.of(values, 10, 100)) {
                views.add(made.slice(0, 5, 6));
            }
            values[500] = -1;
            collect();
        }
        for (int i = 0; i < 40; i++) {
            assertThat(views.get(i).floats()).containsOnly(i);
        }
    }

    private static void collect() {
        System.gc();
        List<ByteBuffer> reused = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            reused.add(ByteBuffer.allocateDirect(8).putDouble(0, Double.NaN));
        }
        assertThat(reused).hasSize(200);
    }

    @Test
    void what_would_cut_the_graph_is_refused_inside_it() {
        Tensor x = Tensor.of(new float[] {1, 2}, 2).leaf();
        assertThatThrownBy(() -> Grad.of(() -> x.mul(2).to(Type.FLOAT64), x))
                .hasMessageContaining("would cut the graph");
        Tensor y = Tensor.of(new float[] {1, 2}, 2).leaf();
        assertThatThrownBy(() -> Grad.of(() -> y.mul(2).copy(), y)).hasMessageContaining("would cut the graph");
        Tensor z = Tensor.of(new float[] {1, 2}, 2).leaf();
        assertThatThrownBy(() -> Grad.of(() -> z.mul(2).addInPlace(1), z)).hasMessageContaining("would cut the graph");
        Tensor w = Tensor.of(new float[] {1, 2}, 2).leaf();
        assertThatThrownBy(() -> Grad.of(() -> w.mul(2).detach(), w)).hasMessageContaining("depends on no leaf");
    }

    @Test
    void a_leaf_that_is_not_differentiated_by_is_refused_instead_of_gathering_gradients() {
        Tensor weight = Tensor.of(new float[] {3}, 1).leaf();
        Tensor x = Tensor.of(new float[] {2}, 1);
        Grad.Result outer = Grad.of(
                () -> {
                    Tensor input = x.leaf();
                    assertThatThrownBy(() -> Grad.of(() -> input.mul(weight), input))
                            .hasMessageContaining("a leaf that is not differentiated by");
                    Tensor again = x.leaf();
                    Tensor direction =
                            Grad.of(() -> again.mul(weight.detach()), again).gradient();
                    assertThat(direction.item()).isEqualTo(3);
                    return x.add(direction).mul(weight);
                },
                weight);
        assertThat(outer.value().item()).isEqualTo(15);
        assertThat(outer.gradient().item()).isEqualTo(5);
    }

    @Test
    void a_leaf_is_differentiated_once() {
        Tensor x = Tensor.of(new float[] {2}, 1).leaf();
        Grad.of(x::square, x);
        assertThatThrownBy(() -> Grad.of(x::square, x)).hasMessageContaining("differentiated before");
        assertThatThrownBy(() -> Grad.of(x::square, x.detach())).hasMessageContaining("call leaf() first");
    }

    @Test
    void a_leaf_without_influence_gets_zeros() {
        Tensor x = Tensor.of(new float[] {2, 3}, 2).leaf();
        Tensor y = Tensor.of(new float[] {5, 7}, 2).leaf();
        assertThat(Grad.of(x::square, x, y).gradients().get(1).floats()).containsExactly(0, 0);
    }

    @Test
    void nothing_is_recorded_outside_grad_on_any_thread() {
        assertThat(JniUtils.isGradMode()).isFalse();
        Tensor x = Tensor.of(new float[] {2}, 1).leaf();
        Grad.of(
                () -> {
                    assertThat(JniUtils.isGradMode()).isTrue();
                    assertThat(Grad.off(() -> JniUtils.isGradMode())).isFalse();
                    assertThat(JniUtils.isGradMode()).isTrue();
                    return x.square();
                },
                x);
        assertThat(JniUtils.isGradMode()).isFalse();
        assertThatThrownBy(() -> Grad.of(
                        () -> {
                            throw new UncheckedIOException(new IOException("loss"));
                        },
                        x.detach().leaf()))
                .hasMessageContaining("loss");
        assertThat(JniUtils.isGradMode()).isFalse();
        boolean other = CompletableFuture.supplyAsync(
                        () -> Scope.value(() -> JniUtils.isGradMode() || JniUtils.getNumThreads() != 1))
                .join();
        assertThat(other).isFalse();
    }

    @Test
    void a_binding_that_does_not_belong_to_libtorch_is_refused_at_the_start() {
        SelfTest.Probe good = SelfTest.probe(Torch.VERSION);
        SelfTest.check(good);
        assertRefused(
                new SelfTest.Probe(
                        "2.6.0", good.floats(), good.doubles(), good.longs(), good.types(), good.gradient(), 1),
                "its version is 2.6.0");
        assertRefused(
                new SelfTest.Probe(
                        good.version(),
                        new float[] {0, 0, 0},
                        good.doubles(),
                        good.longs(),
                        good.types(),
                        good.gradient(),
                        1),
                "values came back changed");
        assertRefused(
                new SelfTest.Probe(
                        good.version(),
                        good.floats(),
                        good.doubles(),
                        good.longs(),
                        "FLOAT64 FLOAT64 INT64 BOOL",
                        good.gradient(),
                        1),
                "types came back as FLOAT64");
        assertRefused(
                new SelfTest.Probe(
                        good.version(), good.floats(), good.doubles(), good.longs(), good.types(), new float[9], 1),
                "a gradient is [0.0, ");
        float[] nan = good.gradient().clone();
        nan[4] = Float.NaN;
        assertRefused(
                new SelfTest.Probe(good.version(), good.floats(), good.doubles(), good.longs(), good.types(), nan, 1),
                "a gradient is [");
        assertRefused(
                new SelfTest.Probe(
                        good.version(), good.floats(), good.doubles(), good.longs(), good.types(), good.gradient(), 8),
                "it takes 8 threads");
    }

    private static void assertRefused(SelfTest.Probe probe, String why) {
        assertThatThrownBy(() -> SelfTest.check(probe))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageContaining("do not work together: " + why);
    }

    @Test
    void memory_that_is_not_there_is_said() {
        assertThatThrownBy(() -> Tensor.zeros(Type.FLOAT32, BEYOND_ANY_ADDRESS))
                .isInstanceOf(Failure.OutOfMemory.class)
                .hasMessageContaining("out of memory on cpu: a smaller batchSize needs less");
    }

    @Test
    void a_scope_frees_what_was_made_in_it_whatever_the_operands_and_no_more() {
        long before = Torch.liveTensors();
        Tensor outer = Tensor.of(new float[] {1, 2}, 2);
        Tensor kept = Scope.within(() -> outer.add(1).mul(outer).sum());
        assertThat(Torch.liveTensors()).isEqualTo(before + 2);
        assertThat(kept.item()).isEqualTo(8);
        Scope.run(() -> outer.add(1).close());
        assertThat(Torch.liveTensors()).isEqualTo(before + 2);
        assertThat(Torch.managedArrays()).isEqualTo((int) Torch.liveTensors());
        assertThat(outer.isClosed()).isFalse();
        outer.close();
        outer.close();
        assertThat(Torch.liveTensors()).isEqualTo(before + 1);
        assertThatThrownBy(() -> outer.add(1)).hasMessageContaining("released");
    }

    @Test
    void scopes_close_innermost_first(Scope scope) {
        Scope inner = Scope.open();
        assertThatThrownBy(scope::close).hasMessageContaining("innermost first");
        inner.close();
        inner.close();
        assertThatThrownBy(() -> inner.adopt(Tensor.zeros(Type.FLOAT32))).hasMessageContaining("closed");
    }

    @Test
    void five_hundred_steps_with_an_attack_inside_hold_as_many_arrays_and_as_much_memory_as_fifty() throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeThat(status).as("resident memory is read from /proc").exists();
        Tensor weight = Tensor.of(noise(64 * 3 * 9, 1), 64, 3, 3, 3);
        float[] pixels = noise(64 * 32 * 32 * 3, 2);
        steps(weight, pixels, 50);
        int arrays = Torch.managedArrays();
        long tensors = Torch.liveTensors();
        long kilobytes = resident(status);
        steps(weight, pixels, 500);
        assertThat(Torch.managedArrays()).isEqualTo(arrays);
        assertThat(Torch.liveTensors()).isEqualTo(tensors);
        assertThat(resident(status) - kilobytes).as("growth in kB").isLessThan(20_000);
        assertThat(weight.isNaN().sum().item()).isZero();
    }

    /** One step makes some 130 MB of tensors: a single one forgotten shows. */
    private static void steps(Tensor weight, float[] pixels, int count) {
        for (int step = 0; step < count; step++) {
            Scope.run(() -> {
                Tensor x = Tensor.images(pixels, 64, 32, 32, 3).slice(0, 0, 4);
                Tensor live = weight.leaf();
                Grad.Result result = Grad.of(
                        () -> {
                            Tensor start = x.leaf();
                            Tensor direction = Grad.of(
                                            () -> start.conv2d(weight, null, 1, 1)
                                                    .relu()
                                                    .mul(0.1)
                                                    .square(),
                                            start)
                                    .gradient()
                                    .sign();
                            Tensor attacked = x.add(direction.mul(0.01)).clamp(0, 1);
                            return attacked.conv2d(live, null, 1, 1).square().mean();
                        },
                        live);
                weight.subInPlace(result.gradient().mul(0.01));
            });
        }
    }

    private static long resident(Path status) throws IOException {
        System.gc();
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private static float[] noise(int count, int seed) {
        return io.robusttransfer.worker.random.Stream.of("test", seed).uniform(count);
    }

    @Test
    void batch_normalisation_agrees_with_a_vector_computed_by_hand() {
        // two images of one pixel and two channels: means 2 and 0, biased variances 1 and 4, unbiased 2 and 8
        Tensor x = Tensor.of(new double[] {1, -2, 3, 2}, 2, 2, 1, 1);
        Tensor mean = Tensor.of(new double[] {10, 0}, 2);
        Tensor variance = Tensor.of(new double[] {1, 1}, 2);
        Tensor.BatchNorm norm = new Tensor.BatchNorm(
                Tensor.of(new double[] {2, 1}, 2), Tensor.of(new double[] {0.5, -1}, 2), mean, variance);
        assertThat(x.batchNorm(norm, true, 0.1, 0).doubles())
                .containsExactly(new double[] {-1.5, -2, 2.5, 0}, within(1e-12));
        assertThat(mean.doubles()).containsExactly(new double[] {9.2, 0}, within(1e-12));
        assertThat(variance.doubles()).containsExactly(new double[] {1.1, 1.7}, within(1e-12));
        double[] running = x.batchNorm(norm, false, 0.1, 1e-5).doubles();
        assertThat(running[0]).isCloseTo(0.5 + 2 * (1 - 9.2) / Math.sqrt(1.1 + 1e-5), within(1e-12));
        assertThat(mean.doubles()).containsExactly(new double[] {9.2, 0}, within(1e-12));
    }
}
