package io.robusttransfer.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnTorch
class TrainableTest {
    private static final Reparametrisation HALVED = (raw, state) -> raw.has("conv2.weight")
            ? Map.of("conv2.weight", raw.get("conv2.weight").mul(.5))
            : Map.of();

    private Tensor x;

    @BeforeEach
    void open() {
        x = Batch.of(Toy.images(5)).x();
    }

    @Test
    void the_last_blocks_are_counted_from_the_end_of_f() {
        assertThat(Toy.net(0).parameters(Trainable.lastBlocks(1)))
                .containsOnlyKeys("linear.weight", "linear.bias", "fc.weight", "fc.bias");
        assertThat(Toy.net(0).parameters(Trainable.lastBlocks(2)))
                .containsOnlyKeys("conv3.weight", "conv3.bias", "linear.weight", "linear.bias", "fc.weight", "fc.bias");
        assertThat(Toy.net(Architecture.RESNET20, 1, 0).parameters(Trainable.lastBlocks(1)))
                .containsOnlyKeys("layer3.2.conv1.weight", "layer3.2.conv2.weight", "fc.weight", "fc.bias");
        assertThat(Toy.net(Architecture.PREACT_RESNET18, 1, 0).parameters(Trainable.lastBlocks(1)))
                .containsOnlyKeys("layer4.1.conv1.weight", "layer4.1.conv2.weight", "fc.weight", "fc.bias");
    }

    @Test
    void more_blocks_than_f_has_are_refused_with_how_many_it_has() {
        assertThatThrownBy(() -> Toy.net(0).training(Trainable.lastBlocks(5)))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageContaining("block 5 from the end of small-cnn, which has 4")
                .hasMessageContaining("has 4");
    }

    @Test
    void only_what_is_trained_has_a_gradient_and_frozen_batch_normalisation_stays() {
        Net net = Toy.net(Architecture.RESNET20, 1, 0);
        Map<String, String> before = Toy.bits(net);
        Net live = net.training(Trainable.lastBlocks(2));
        Grad.Result result = Grad.of(() -> live.logits(x).square().mean(), live.leaves());
        assertThat(result.gradients()).hasSize(6);
        assertThat(result.gradients())
                .allSatisfy(each -> assertThat(each.abs().max().item()).isPositive());
        assertThat(Toy.bits(net)).isEqualTo(before);
    }

    @Test
    void training_frozen_evaluation_and_export_see_the_same_effective_weights() {
        Net raw = Toy.net(0);
        Net changed = raw.with(OwnParts.of(HALVED), Stream.of("own parts"));
        Map<String, Tensor> exported = new LinkedHashMap<>(changed.exportedExtractor());
        exported.putAll(changed.exportedHead());
        Net loaded = Net.of(Architecture.SMALL_CNN, new Input(1, 8, 8), exported);
        float[] expected = loaded.logits(x).floats();
        assertThat(expected).isNotEqualTo(raw.logits(x).floats());
        assertThat(changed.logits(x).floats()).containsExactly(expected, within(1e-6f));
        assertThat(changed.frozen().logits(x).floats()).containsExactly(expected, within(1e-6f));
        Net live = changed.training(Trainable.ALL);
        assertThat(Grad.of(() -> live.logits(x), live.leaves()).value().floats())
                .containsExactly(expected, within(1e-6f));
    }

    @Test
    void gradients_reach_the_raw_weights_through_the_reparametrisation() {
        Net raw = Toy.net(0);
        Net changed = raw.with(OwnParts.of(HALVED), Stream.of("own parts"));
        Net live = changed.training(Trainable.ALL);
        Net loaded = Net.of(Architecture.SMALL_CNN, new Input(1, 8, 8), joined(changed));
        Net plain = loaded.training(Trainable.ALL);
        int conv2 = List.copyOf(live.parameters().keySet()).indexOf("conv2.weight");
        Tensor through = Grad.of(() -> live.logits(x).square().mean(), live.leaves())
                .gradients()
                .get(conv2);
        Tensor direct = Grad.of(() -> plain.logits(x).square().mean(), plain.leaves())
                .gradients()
                .get(conv2);
        assertThat(through.abs().max().item()).isPositive();
        assertThat(through.sub(direct.mul(.5)).abs().max().item()).isLessThan(1e-9);
        assertThat(live.parameters().get("conv2.weight")).isSameAs(raw.state().get("conv2.weight"));
    }

    private static Map<String, Tensor> joined(Net net) {
        Map<String, Tensor> state = new LinkedHashMap<>(net.exportedExtractor());
        state.putAll(net.exportedHead());
        return state;
    }

    @Test
    void running_statistics_that_a_forward_goes_by_are_those_of_then() {
        Net net = Toy.net(Architecture.RESNET20, 1, 0);
        Net live = net.training(Trainable.ALL);
        Net running = live.running();
        float[] before = running.f(x).floats();
        live.f(x);
        assertThat(running.f(x).floats()).containsExactly(before);
        assertThat(live.running().f(x).floats()).isNotEqualTo(before);
    }
}
