package io.robusttransfer.worker.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.attack.CrossEntropy;
import io.robusttransfer.worker.attack.Objective;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnTorch
class LlrTest {
    private static final Pgd ATTACK = new Pgd(Norm.LINF, .1, .05, 2, true);

    @Test
    void the_largest_distance_from_the_tangent_of_a_published_quadratic_form() {
        // l = x'Ax/2, A = [[2,1],[1,3]]: the distance is d'Ad/2, at most its largest eigenvalue times epsilon^2 / 2
        Scope.run(() -> {
            Tensor a = Tensor.of(new double[] {2, 1, 1, 3}, 2, 2);
            Tensor x = Tensor.of(new double[] {.3, .4}, 1, 2, 1, 1);
            Tensor leaf = x.leaf();
            Grad.Result at = Grad.of(() -> quadratic(leaf, a), leaf);
            Objective distance = (net, moved) -> quadratic(moved, a)
                    .sub(at.value())
                    .sub(Llr.dot(moved.sub(x), at.gradient()))
                    .abs();
            Tensor worst =
                    new Pgd(Norm.L2, .1, .05, 60, true).maximise(Toy.net(0), x, distance, Noise.of(Stream.of("start")));
            assertThat(distance.loss(null, worst).item()).isCloseTo(.018090169944, within(1e-8));
        });
    }

    private static Tensor quadratic(Tensor x, Tensor a) {
        Tensor flat = x.reshape(1, 2);
        return flat.matmul(a).mul(flat).sum(false, 1).mul(.5);
    }

    @Test
    void a_linear_loss_has_no_distance_and_a_tangent_that_is_not_0() {
        Scope.run(() -> {
            Tensor w = Tensor.of(new double[] {1, -2}, 1, 2, 1, 1);
            Tensor x = Tensor.of(new double[] {.5, .4}, 1, 2, 1, 1);
            Tensor moved = Tensor.of(new double[] {.6, .3}, 1, 2, 1, 1);
            Tensor leaf = x.leaf();
            Grad.Result at = Grad.of(() -> Llr.dot(leaf, w), leaf);
            Tensor predicted = Llr.dot(moved.sub(x), at.gradient());
            assertThat(predicted.item()).isCloseTo(.3, within(1e-12));
            assertThat(Llr.dot(moved, w).sub(at.value()).sub(predicted).item()).isCloseTo(0, within(1e-12));
        });
    }

    @Test
    void without_weights_it_is_cross_entropy_and_with_them_more() {
        double ce = loss(new Ce());
        assertThat(loss(new Llr(0, 0, ATTACK, 0))).isCloseTo(ce, within(1e-7));
        double distance = loss(new Llr(1, 0, ATTACK, 0)) - ce;
        double tangent = loss(new Llr(0, 1, ATTACK, 0)) - ce;
        assertThat(distance).isPositive();
        assertThat(tangent).isPositive();
        assertThat(loss(new Llr(4, 3, ATTACK, 0))).isCloseTo(ce + 4 * distance + 3 * tangent, within(1e-4));
    }

    @Test
    void one_image_s_tangent_is_the_same_in_any_batch_with_batch_normalisation_too() {
        Scope.run(() -> {
            Net net = Toy.net(Architecture.RESNET20, 1, 0);
            Batch batch = Batch.of(Toy.images(6));
            float[] together = tangent(net, batch.x(), batch.y());
            float[] alone = tangent(net, batch.x().slice(0, 0, 1), batch.y().slice(0, 0, 1));
            for (int i = 0; i < alone.length; i++) {
                assertThat(together[i]).isCloseTo(alone[i], within(1e-5f));
            }
            assertThat(net.state().get("bn1.num_batches_tracked").item()).isZero();
        });
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void the_loss_is_that_of_its_images_taken_one_by_one_at_the_attacked_images(Architecture architecture) {
        Scope.run(() -> {
            Net net = Toy.net(architecture, 1, 0);
            Net same = net.copy();
            Batch batch = Batch.of(Toy.images(6));
            Tensor x = batch.x();
            Net live = net.training(Trainable.ALL);
            Step step = Step.of(live, x, batch.y(), new Step.Clock(3, 5, 0));
            double loss = Grad.of(() -> new Llr(4, 3, ATTACK, 0).loss(step), live.leaves())
                    .value()
                    .item();

            Net frozen = same.frozen();
            Tensor at = CrossEntropy.perImage(frozen.logits(x), batch.y());
            Tensor attacked = attacked(same, batch, at, slope(frozen, x, batch.y()), step);
            Tensor slopes = Tensor.cat(
                    IntStream.range(0, 6)
                            .mapToObj(i -> slope(
                                    frozen, x.slice(0, i, i + 1), batch.y().slice(0, i, i + 1)))
                            .toList(),
                    0);
            double[] there = Plain.numbers(CrossEntropy.perImage(frozen.logits(attacked), batch.y()));
            double[] tangent = Plain.numbers(attacked.sub(x).mul(slopes).sum(false, 1, 2, 3));
            double[] byBatch = Plain.numbers(
                    CrossEntropy.perImage(same.training(Trainable.ALL).logits(x), batch.y()));
            double sum = 0;
            for (int i = 0; i < 6; i++) {
                sum += byBatch[i]
                        + 4 * Math.abs(there[i] - Plain.numbers(at)[i] - tangent[i])
                        + 3 * Math.abs(tangent[i]);
            }
            assertThat(loss).isCloseTo(sum / 6, within(1e-4));
        });
    }

    /** Of the slopes of the whole batch, since a sign that rounding turns would lead elsewhere. */
    private static Tensor attacked(Net net, Batch batch, Tensor at, Tensor slopes, Step step) {
        return ATTACK.maximise(
                net,
                batch.x(),
                (live, moved) -> CrossEntropy.perImage(live.logits(moved), batch.y())
                        .sub(at)
                        .sub(moved.sub(batch.x()).mul(slopes).sum(false, 1, 2, 3))
                        .abs(),
                step.starts("attack"));
    }

    /** The gradient of each image's loss. */
    private static Tensor slope(Net frozen, Tensor x, Tensor y) {
        Tensor leaf = x.leaf();
        return Grad.of(() -> CrossEntropy.perImage(frozen.logits(leaf), y), leaf)
                .gradient();
    }

    /** Of the first image, inside a step that trains all weights. */
    private static float[] tangent(Net net, Tensor x, Tensor y) {
        Net live = net.training(Trainable.ALL);
        float[][] tangent = new float[1][];
        Grad.of(
                () -> {
                    Tensor leaf = x.leaf();
                    Grad.Result at = Grad.inner(
                            () -> CrossEntropy.perImage(live.running().logits(leaf), y), leaf);
                    tangent[0] = at.gradient().detach().slice(0, 0, 1).floats();
                    return at.value();
                },
                live.leaves());
        return tangent[0];
    }

    private static double loss(Scheme scheme) {
        return Scope.value(() -> {
            Batch batch = Batch.of(Toy.images(9));
            return scheme.loss(Step.of(Toy.trained(0), batch.x(), batch.y(), new Step.Clock(3, 5, 0)))
                    .item();
        });
    }
}
