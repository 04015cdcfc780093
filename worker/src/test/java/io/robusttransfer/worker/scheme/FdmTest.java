package io.robusttransfer.worker.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.attack.Objective;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@OnTorch
class FdmTest {
    private static final Pgd ATTACK = new Pgd(Norm.LINF, .1, .05, 3, true);

    @Test
    void distance_of_published_features() {
        Scope.run(() -> {
            Tensor before = Tensor.of(new double[] {1, 2, 3, 0, 0, 0}, 2, 3);
            Tensor now = Tensor.of(new double[] {1, 1, 5, 1, -1, 1}, 2, 3);
            Tensor distance = Fdm.distance(now, before);
            assertThat(distance.sum().item()).isCloseTo(2.290994448736, within(1e-11));
            assertThat(distance.mean().item()).isCloseTo(1.145497224368, within(1e-11));
            assertThat(Fdm.distance(now, now).sum().item()).isCloseTo(0, within(1e-11));
        });
    }

    @Test
    void without_a_weight_it_is_adversarial_training() {
        double ceA = loss(new CeA(ATTACK, 0));
        assertThat(loss(new Fdm(0, 1, ATTACK, 0))).isCloseTo(ceA, within(1e-6));
        assertThat(loss(new Fdm(.2, 1, ATTACK, 0))).isGreaterThan(ceA + 1e-3);
    }

    @ParameterizedTest
    @CsvSource({
        "SMALL_CNN, 1, 128",
        "SMALL_CNN, 3, 768",
        "SMALL_CNN, 4, 64",
        "RESNET20, 1, 256",
        "RESNET20, 3, 512",
        "PREACT_RESNET18, 1, 512"
    })
    void the_loss_is_that_of_logits_and_inner_features_of_one_forward(
            Architecture architecture, int block, int values) {
        Scope.run(() -> {
            Net net = Toy.net(architecture, 1, 0);
            Net same = net.copy();
            Batch batch = Batch.of(Toy.images(6));
            Step step = Step.of(net.training(Trainable.ALL), batch.x(), batch.y(), new Step.Clock(3, 5, 0));
            double loss = new Fdm(.2, block, ATTACK, 0).loss(step).item();

            Tensor attacked =
                    ATTACK.maximise(same, batch.x(), Objective.crossEntropy(batch.y()), step.starts("attack"));
            Tensor both = Tensor.cat(List.of(attacked, batch.x()), 0);
            double[][] inner = Plain.rows(
                    same.copy().training(Trainable.ALL).before(block, both).reshape(12, values));
            double[][] logits = Plain.rows(same.training(Trainable.ALL).logits(both));
            double sum = 0;
            for (int i = 0; i < 6; i++) {
                double squares = 0;
                for (int j = 0; j < values; j++) {
                    squares += Math.pow(inner[i][j] - inner[6 + i][j], 2);
                }
                sum += .2 * Math.sqrt(squares / values);
                sum -= Math.log(Plain.softmax(logits[i])[(int) batch.y().longs()[i]]);
            }
            assertThat(loss).isCloseTo(sum / 6, within(1e-5));
        });
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void what_goes_into_any_block_leads_to_the_same_features(Architecture architecture) {
        int blocks = architecture.blocks();
        Scope.run(() -> {
            Net net = Toy.net(architecture, 1, 0);
            Tensor x = Batch.of(Toy.images(3)).x();
            for (int block = 1; block <= blocks; block++) {
                assertThat(net.from(block, net.before(block, x)).floats())
                        .containsExactly(net.f(x).floats());
            }
            Assertions.assertThatThrownBy(() -> net.before(blocks + 1, x))
                    .isInstanceOf(Failure.WrongInput.class)
                    .hasMessageContaining("which has " + blocks);
        });
    }

    @Test
    void both_images_share_one_forward_of_batch_normalisation() {
        Scope.run(() -> {
            Net net = Toy.net(Architecture.RESNET20, 1, 0);
            Batch batch = Batch.of(Toy.images(6));
            new Fdm(.2, 2, ATTACK, 0)
                    .loss(Step.of(net.training(Trainable.ALL), batch.x(), batch.y(), new Step.Clock(3, 5, 0)));
            for (String norm : List.of("bn1", "layer1.0.bn1", "layer3.2.bn2")) {
                assertThat(net.state().get(norm + ".num_batches_tracked").item())
                        .isEqualTo(1);
            }
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
