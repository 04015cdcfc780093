package io.robusttransfer.worker.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnTorch
class LocalLipschitzTest {
    private static final Pgd ATTACK = new Pgd(Norm.LINF, .1, .01, 5, false);

    @Test
    void the_steepest_change_of_published_linear_logits() {
        // rows (1, -2) and (.5, .5): along (1, -1) the first changes by 3 and the second by nothing
        Scope.run(() -> {
            Tensor w = Tensor.of(new double[] {1, -2, .5, .5}, 2, 2);
            Tensor x = Tensor.of(new double[] {.5, .4}, 1, 2, 1, 1);
            Tensor moved = new Pgd(Norm.LINF, .1, .01, 40, true)
                    .maximise(
                            Toy.net(0),
                            x,
                            (net, at) -> LocalLipschitz.quotient(change(w, at, x), at.sub(x), Norm.LINF),
                            Noise.of(Stream.of("start")));
            Tensor steepest = x.add(Tensor.of(new double[] {.1, -.1}, 1, 2, 1, 1));
            assertThat(quotient(w, steepest, x)).isCloseTo(3 / 1.00001, within(1e-9));
            assertThat(quotient(w, moved, x)).isBetween(2.85, 3.);
        });
    }

    private static double quotient(Tensor w, Tensor to, Tensor from) {
        return LocalLipschitz.quotient(change(w, to, from), to.sub(from), Norm.LINF)
                .item();
    }

    private static Tensor change(Tensor w, Tensor to, Tensor from) {
        return to.sub(from).reshape(1, 2).matmul(w.permute(1, 0));
    }

    @Test
    void a_quotient_is_the_sum_of_changes_by_the_length_of_the_ball_s_norm() {
        Scope.run(() -> {
            Tensor dz = Tensor.of(new double[] {3, -4}, 1, 2);
            Tensor dx = Tensor.of(new double[] {.3, -.4}, 1, 1, 1, 2);
            assertThat(LocalLipschitz.quotient(dz, dx, Norm.LINF).item()).isCloseTo(7 / .400001, within(1e-9));
            assertThat(LocalLipschitz.quotient(dz, dx, Norm.L2).item()).isCloseTo(7 / .500001, within(1e-9));
            assertThat(LocalLipschitz.quotient(dz.mul(0), dx.mul(0), Norm.L2).item())
                    .isZero();
        });
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void without_weight_or_without_a_ball_it_is_cross_entropy(Norm norm) {
        assertThat(loss(new LocalLipschitz(0, new Pgd(norm, .2, .02, 3, false), 0)))
                .isCloseTo(loss(new Ce()), within(1e-7));
        assertThat(loss(new LocalLipschitz(1, new Pgd(norm, 0, 0, 3, false), 0)))
                .isCloseTo(loss(new Ce()), within(1e-6));
        assertThat(loss(new LocalLipschitz(1, new Pgd(norm, .2, .02, 3, false), 0)))
                .isGreaterThan(loss(new Ce()) + .1);
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void the_loss_is_that_of_the_logits_of_images_and_attacked_images(Architecture architecture) {
        Scope.run(() -> {
            Net net = Toy.net(architecture, 1, 0);
            Net same = net.copy();
            Batch batch = Batch.of(Toy.images(6));
            Step step = Step.of(net.training(Trainable.ALL), batch.x(), batch.y(), new Step.Clock(3, 5, 0));
            double loss = new LocalLipschitz(.5, ATTACK, 0).loss(step).item();

            Net frozen = same.frozen();
            Tensor before = frozen.logits(batch.x());
            Tensor attacked = ATTACK.maximiseFrom(
                    step.gaussian("attack start").mul(.001), same, batch.x(), (live, x) -> live.logits(x)
                            .sub(before)
                            .abs()
                            .sum(false, 1)
                            .div(x.sub(batch.x())
                                    .reshape(6, 64)
                                    .abs()
                                    .max(false, 1)
                                    .add(1e-6)));
            double[][] clean = Plain.rows(before);
            double[][] there = Plain.rows(frozen.logits(attacked));
            double[][] way = Plain.rows(attacked.sub(batch.x()).reshape(6, 64));
            double[][] byBatch = Plain.rows(same.training(Trainable.ALL).logits(batch.x()));
            double sum = 0;
            for (int i = 0; i < 6; i++) {
                double change = 0;
                for (int k = 0; k < clean[i].length; k++) {
                    change += Math.abs(there[i][k] - clean[i][k]);
                }
                double length = 1e-6;
                for (double step1 : way[i]) {
                    length = Math.max(length, Math.abs(step1) + 1e-6);
                }
                sum += .5 * change / length
                        - Math.log(Plain.softmax(byBatch[i])[(int) batch.y().longs()[i]]);
            }
            assertThat(loss).isCloseTo(sum / 6, within(1e-3));
        });
    }

    @Test
    void the_penalty_goes_by_running_statistics_and_does_not_move_them() {
        Scope.run(() -> {
            Net net = Toy.net(Architecture.RESNET20, 1, 0);
            Batch batch = Batch.of(Toy.images(6));
            new LocalLipschitz(.5, ATTACK, 0)
                    .loss(Step.of(net.training(Trainable.ALL), batch.x(), batch.y(), new Step.Clock(3, 5, 0)));
            assertThat(net.state().get("bn1.num_batches_tracked").item()).isEqualTo(1);
        });
    }

    private static double loss(Scheme scheme) {
        return Scope.value(() -> {
            Batch batch = Batch.of(Toy.images(9));
            return scheme.loss(Step.of(Toy.trained(0), batch.x(), batch.y(), new Step.Clock(3, 5, 0)))
                    .item();
        });
    }
}
