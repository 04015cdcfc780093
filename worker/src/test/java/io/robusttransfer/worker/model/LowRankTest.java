package io.robusttransfer.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnTorch
class LowRankTest {
    private static final int RANK = 4;

    @Test
    void a_layer_computes_with_its_weights_plus_the_product_of_two_factors() {
        Structure oneBlock = new Structure(Map.of(), List.of(), List.of("w"));
        Weights raw = new Weights(
                Map.of("w.weight", Tensor.of(new float[] {1, 0, 0, 0, 1, 0}, 2, 3)), List.of("w.weight"), oneBlock);
        Weights factors = new Weights(
                Map.of(
                        "lora.w.weight.A",
                        Tensor.of(new float[] {1, 2, 3}, 1, 3),
                        "lora.w.weight.B",
                        Tensor.of(new float[] {10, -1}, 2, 1)),
                List.of(),
                Structure.NONE);
        Tensor effective = new LowRank(1).effective(raw, factors).get("w.weight");
        assertThat(effective.floats()).containsExactly(11, 20, 30, -1, -1, -3);
    }

    /** Not to the last bit: on some processors a convolution with a computed weight adds in another order. */
    @ParameterizedTest
    @EnumSource(Architecture.class)
    void at_first_f_is_what_it_was(Architecture architecture) {
        Net before = Toy.net(architecture, 1, 0);
        Tensor x = Batch.of(Toy.images(5)).x();
        assertThat(adapted(before).logits(x).floats())
                .containsExactly(before.logits(x).floats(), within(1e-6f));
    }

    @Test
    void every_layer_of_f_has_factors_of_the_rank_that_was_asked_for_or_that_it_can_have_and_the_head_none() {
        assertThat(shapes(adapted(Toy.net(Architecture.RESNET20, 1, 0))))
                .containsEntry("lora.conv1.weight.A", List.of(4L, 9L))
                .containsEntry("lora.conv1.weight.B", List.of(16L, 4L))
                .containsEntry("lora.layer2.0.downsample.0.weight.A", List.of(4L, 16L))
                .containsEntry("lora.layer3.2.conv2.weight.A", List.of(4L, 576L))
                .doesNotContainKey("lora.fc.weight.A")
                .hasSize(2 * (1 + 18 + 2));
        Net wide = Toy.net(0).with(OwnParts.of(new LowRank(1000)), Stream.of("own parts"));
        assertThat(shapes(wide))
                .containsEntry("lora.conv1.weight.A", List.of(9L, 9L))
                .containsEntry("lora.linear.weight.A", List.of(64L, 128L));
    }

    @Test
    void training_changes_the_factors_and_the_head_and_nothing_else() {
        Net net = adapted(Toy.net(Architecture.RESNET20, 1, 0));
        Net live = net.training(Trainable.OWN_PARTS);
        assertThat(live.parameters().keySet())
                .allMatch(name -> name.startsWith("lora.") || name.startsWith("fc."))
                .contains("fc.weight", "fc.bias")
                .hasSize(2 * (1 + 18 + 2) + 2);
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void exported_weights_load_without_the_factors_and_give_the_same_logits(Architecture architecture) {
        Net net = moved(adapted(Toy.net(architecture, 1, 0)));
        Map<String, Tensor> exported = new LinkedHashMap<>(net.exportedExtractor());
        exported.putAll(net.exportedHead());
        assertThat(exported.keySet()).noneMatch(name -> name.contains("lora"));
        Tensor x = Batch.of(Toy.images(5)).x();
        float[] logits = net.logits(x).floats();
        float size = net.logits(x).abs().max().floats()[0];
        assertThat(Net.of(architecture, new Input(1, 8, 8), exported).logits(x).floats())
                .containsExactly(logits, within(1e-5f * size));
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void what_is_trained_computes_with_the_factors_and_each_of_them_has_a_gradient(Architecture architecture) {
        Net net = moved(adapted(Toy.net(architecture, 1, 0)));
        Tensor x = Batch.of(Toy.images(5)).x();
        Net live = net.training(Trainable.OWN_PARTS);
        Grad.Result result = Grad.of(() -> live.logits(x).square().mean(), live.leaves());
        assertThat(result.gradients())
                .allSatisfy(each -> assertThat(each.abs().max().item()).isPositive());
        float size = net.logits(x).abs().max().floats()[0];
        Net again = net.training(Trainable.OWN_PARTS);
        assertThat(Grad.of(() -> again.logits(x), again.leaves()).value().floats())
                .containsExactly(net.logits(x).floats(), within(1e-5f * size));
    }

    private static Net moved(Net net) {
        net.state().forEach((name, tensor) -> {
            if (name.endsWith(".B")) {
                tensor.assign(
                        Tensor.of(Stream.of("moved", name).gaussian(Math.toIntExact(tensor.size())), tensor.shape()));
            }
        });
        return net;
    }

    private static Net adapted(Net net) {
        return net.with(OwnParts.of(new LowRank(RANK)), Stream.of("own parts"));
    }

    private static Map<String, List<Long>> shapes(Net net) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        net.state().forEach((name, tensor) -> {
            if (name.startsWith("lora.")) {
                shapes.put(name, java.util.Arrays.stream(tensor.shape()).boxed().toList());
            }
        });
        return shapes;
    }
}
