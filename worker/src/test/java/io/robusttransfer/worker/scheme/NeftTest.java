package io.robusttransfer.worker.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnTorch
class NeftTest {
    private static final Scheme NEFT = new Neft(.4, 1);

    @Test
    void it_is_cross_entropy_on_the_net_that_computes_with_the_bounded_weights() {
        Scope.run(() -> {
            Net bounded = bounded(Toy.trained(0));
            Batch batch = Batch.of(Toy.images(9));
            Step step = Step.of(bounded, batch.x(), batch.y(), new Step.Clock(3, 5, 1));
            assertThat(NEFT.loss(step).item()).isEqualTo(new Ce().loss(step).item());
            assertThat(bounded.logits(batch.x()).floats())
                    .isNotEqualTo(Toy.trained(0).logits(batch.x()).floats());
        });
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void the_layers_of_the_last_block_have_the_norm_beta_as_matrices_and_no_other_changes(Architecture architecture) {
        Scope.run(() -> {
            Net net = Toy.net(architecture, 1, 0);
            Map<String, Tensor> before = net.exportedExtractor();
            Net bounded = bounded(net);
            for (int i = 0; i < 60; i++) {
                bounded.followWeights();
            }
            TreeSet<String> changed = new TreeSet<>();
            bounded.exportedExtractor().forEach((name, weight) -> {
                if (weight != before.get(name)) {
                    changed.add(name);
                    assertThat(norm(weight)).isCloseTo(.4, within(.004));
                }
            });
            assertThat(List.copyOf(changed))
                    .isEqualTo(
                            switch (architecture) {
                                case SMALL_CNN -> List.of("linear.weight");
                                case RESNET20 -> List.of("layer3.2.conv1.weight", "layer3.2.conv2.weight");
                                default -> List.of("layer4.1.conv1.weight", "layer4.1.conv2.weight");
                            });
        });
    }

    /** ‖W‖ of a kernel as a matrix, by 300 steps of power iteration from another start. */
    private static double norm(Tensor weight) {
        Tensor matrix = weight.reshape(weight.size(0), -1);
        Tensor v = Tensor.of(Stream.of("another").gaussian((int) matrix.size(1)), matrix.size(1), 1);
        for (int i = 0; i < 300; i++) {
            Tensor next = matrix.permute(1, 0).matmul(matrix.matmul(v));
            v = next.div(next.square().sum().sqrt());
        }
        return matrix.matmul(v).square().sum().sqrt().item();
    }

    @Test
    void the_last_block_and_the_head_are_trained_and_batch_normalisation_stays() {
        Scope.run(() -> {
            Net net = bounded(Toy.net(Architecture.RESNET20, 1, 0));
            Net live = net.training(NEFT.trains(Trainable.HEAD, 0, 3));
            assertThat(live.parameters())
                    .containsOnlyKeys("layer3.2.conv1.weight", "layer3.2.conv2.weight", "fc.weight", "fc.bias");
            Map<String, String> before = Toy.bits(net);
            Batch batch = Batch.of(Toy.images(6));
            Grad.of(() -> NEFT.loss(Step.of(live, batch.x(), batch.y(), new Step.Clock(3, 5, 0))), live.leaves());
            assertThat(Toy.bits(net)).isEqualTo(before);
        });
    }

    private static Net bounded(Net net) {
        return net.with(NEFT.needs().own(), Stream.of("own parts"));
    }
}
