package io.robusttransfer.worker.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.attack.CrossEntropy;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnTorch
class TradesTest {
    @Test
    void divergence_and_loss_of_published_logits() {
        Scope.run(() -> {
            Tensor natural = Tensor.of(new double[] {2, 1, 0}, 1, 3);
            Tensor adversarial = Tensor.of(new double[] {.5, 1, 1.5}, 1, 3);
            double divergence = Trades.divergence(natural, adversarial).item();
            assertThat(divergence).isCloseTo(.635479280104, within(1e-12));
            assertThat(Trades.divergence(adversarial, natural).item()).isCloseTo(.707571295547, within(1e-12));
            double crossEntropy =
                    CrossEntropy.perImage(natural, Tensor.of(new long[] {0}, 1)).item();
            assertThat(crossEntropy + 6 * divergence).isCloseTo(4.220481645068, within(1e-12));
        });
    }

    @Test
    void the_divergence_of_equal_predictions_is_nothing() {
        Scope.run(() -> {
            Tensor logits = Tensor.of(new double[] {2, 1, 0, -3, 50, 4}, 2, 3);
            assertThat(Trades.divergence(logits, logits.add(7)).doubles())
                    .containsExactly(new double[2], within(1e-15));
        });
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void without_weight_or_without_a_ball_it_is_cross_entropy(Norm norm) {
        assertThat(loss(new Trades(0, new Pgd(norm, .2, .1, 3, false), 0))).isCloseTo(loss(new Ce()), within(1e-7));
        assertThat(loss(new Trades(6, new Pgd(norm, 0, 0, 3, false), 0))).isCloseTo(loss(new Ce()), within(1e-6));
        assertThat(loss(new Trades(6, new Pgd(norm, .2, .1, 3, false), 0))).isGreaterThan(loss(new Ce()) + .01);
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void the_loss_is_that_of_the_logits_of_images_and_attacked_images(Architecture architecture) {
        Scope.run(() -> {
            Net net = Toy.net(architecture, 1, 0);
            Net same = net.copy();
            Batch batch = Batch.of(Toy.images(6));
            Pgd attack = new Pgd(Norm.LINF, .1, .05, 3, false);
            Step step = Step.of(net.training(Trainable.ALL), batch.x(), batch.y(), new Step.Clock(3, 5, 0));
            double loss = new Trades(6, attack, 0).loss(step).item();

            Tensor before = same.frozen().logits(batch.x());
            Tensor attacked = attack.maximiseFrom(
                    step.gaussian("attack start").mul(.001), same, batch.x(), (live, x) -> before.softmax(1)
                            .mul(before.logSoftmax(1).sub(live.logits(x).logSoftmax(1)))
                            .sum(false, 1));
            double[][] logits =
                    Plain.rows(same.training(Trainable.ALL).logits(Tensor.cat(List.of(batch.x(), attacked), 0)));
            long[] y = batch.y().longs();
            double sum = 0;
            for (int i = 0; i < 6; i++) {
                double[] p = Plain.softmax(logits[i]);
                double[] q = Plain.softmax(logits[6 + i]);
                sum -= Math.log(p[(int) y[i]]);
                for (int k = 0; k < p.length; k++) {
                    sum += 6 * p[k] * Math.log(p[k] / q[k]);
                }
            }
            assertThat(loss).isCloseTo(sum / 6, within(1e-5));
        });
    }

    @Test
    void an_attack_that_starts_beside_the_image_climbs_as_far_as_from_a_random_start() {
        double beside = loss(new Trades(6, new Pgd(Norm.LINF, .2, .05, 10, false), 0));
        double random = loss(new Trades(6, new Pgd(Norm.LINF, .2, .05, 10, true), 0));
        assertThat(beside).isGreaterThan(.9 * random);
    }

    @Test
    void the_ball_grows_in_a_line() {
        Pgd attack = new Pgd(Norm.LINF, .2, .05, 5, true);
        assertThat(loss(new Trades(6, attack, 4), 1)).isEqualTo(loss(new Trades(6, attack.scaled(.25), 0), 1));
    }

    @Test
    void both_images_share_one_forward_of_batch_normalisation() {
        Scope.run(() -> {
            Net net = Toy.net(Architecture.RESNET20, 1, 0);
            Batch batch = Batch.of(Toy.images(6));
            new Trades(6, new Pgd(Norm.LINF, .1, .05, 2, false), 0)
                    .loss(Step.of(net.training(Trainable.ALL), batch.x(), batch.y(), new Step.Clock(3, 5, 0)));
            assertThat(net.state().get("bn1.num_batches_tracked").item()).isEqualTo(1);
        });
    }

    private static double loss(Scheme scheme) {
        return loss(scheme, 0);
    }

    private static double loss(Scheme scheme, double epochs) {
        return Scope.value(() -> {
            Batch batch = Batch.of(Toy.images(9));
            return scheme.loss(Step.of(Toy.trained(0), batch.x(), batch.y(), new Step.Clock(3, 5, epochs)))
                    .item();
        });
    }
}
