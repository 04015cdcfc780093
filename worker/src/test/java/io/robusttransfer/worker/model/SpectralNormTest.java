package io.robusttransfer.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@OnTorch
class SpectralNormTest {
    private static final SpectralNorm NORM = SpectralNorm.ofMaps(1);

    private static Weights one(LinearMap map, Tensor weight) {
        return new Weights(Map.of(map.weight(), weight), List.of(map.weight()), Structure.chain(List.of(map)));
    }

    private static Weights state(LinearMap map, float... direction) {
        Tensor v = Tensor.of(direction, map.shape(1));
        return new Weights(Map.of("spectral." + map.name(), v), List.of(), Structure.NONE);
    }

    /** By what the first weight was divided. */
    private static double norm(Weights raw, Weights state) {
        String weight = raw.chain().get(0).weight();
        Tensor effective = NORM.effective(raw, state).get(weight);
        return raw.get(weight).abs().max().item() / effective.abs().max().item();
    }

    private static double settled(LinearMap map, Tensor weight, Weights state) {
        Weights raw = one(map, weight);
        for (int i = 0; i < 300; i++) {
            NORM.follow(raw, state);
        }
        return norm(raw, state);
    }

    @Test
    void a_power_iteration_goes_through_the_published_estimates() {
        LinearMap map = LinearMap.linear("w", 2);
        Weights raw = one(map, Tensor.of(new float[] {3, 0, 4, 5}, 2, 2));
        Weights state = state(map, 1, 0);
        double[] published = {5, 6.671746032483, 6.707749570271, 6.708198322432};
        for (double estimate : published) {
            assertThat(norm(raw, state)).isCloseTo(estimate, within(1e-6));
            NORM.follow(raw, state);
        }
    }

    @Test
    void a_kernel_as_a_matrix_has_the_published_norm_and_weights_of_published_values() {
        LinearMap map = LinearMap.linear("w", 2);
        Structure oneBlock = new Structure(Map.of(), List.of(), List.of("w"));
        Tensor weight = Tensor.of(new float[] {3, 0, 4, 5}, 2, 2, 1, 1);
        Weights raw = new Weights(Map.of("w.weight", weight), List.of("w.weight"), oneBlock);
        Weights state = state(map, .6f, .8f);
        SpectralNorm norm = SpectralNorm.ofKernels(.4, 1);
        norm.begin(raw, state);
        Tensor effective = norm.effective(raw, state).get("w.weight");
        assertThat(effective.shape()).containsExactly(2, 2, 1, 1);
        assertThat(effective.floats())
                .containsExactly(new float[] {.17888544f, 0, .23851392f, .2981424f}, within(1e-6f));
    }

    @Test
    void a_convolution_as_a_matrix_has_another_norm_than_its_operator() {
        float[] ones = {1, 1, 1, 1, 1, 1, 1, 1, 1};
        Tensor kernel = Tensor.of(ones, 1, 1, 3, 3);
        LinearMap map = LinearMap.kernel("square", kernel);
        assertThat(settled(map, kernel, state(map, Stream.of("v").gaussian(9)))).isCloseTo(3, within(1e-5));
    }

    @Test
    void a_convolution_has_the_norm_of_its_operator_with_zero_padding_at_its_real_size() {
        LinearMap line = LinearMap.conv("line", 1, 1, 8, 1, 1);
        assertThat(settled(
                        line,
                        Tensor.of(new float[] {1, 2, 1}, 1, 1, 1, 3),
                        state(line, Stream.of("v").gaussian(8))))
                .isCloseTo(3.879385241572, within(1e-5));
        LinearMap square = LinearMap.conv("square", 1, 8, 8, 1, 1);
        float[] ones = {1, 1, 1, 1, 1, 1, 1, 1, 1};
        assertThat(settled(
                        square,
                        Tensor.of(ones, 1, 1, 3, 3),
                        state(square, Stream.of("v").gaussian(64))))
                .isCloseTo(8.290859369382, within(1e-5));
    }

    @Test
    void the_layers_of_small_cnn_are_what_its_f_computes() {
        Net net = Toy.net(0);
        Tensor x = Batch.of(Toy.images(4)).x();
        Map<String, Tensor> weights = net.exportedExtractor();
        Tensor z = x.sub(weights.get("normalize.mean").reshape(1, 1, 1, 1))
                .div(weights.get("normalize.std").reshape(1, 1, 1, 1));
        for (LinearMap map : net.chain()) {
            Tensor bias = weights.get(map.bias());
            assertThat(z.reshape(4, -1).size(1)).isEqualTo(map.inputs());
            Tensor made = map.apply(map.isConvolution() ? z : z.reshape(4, -1), weights.get(map.weight()));
            z = made.add(map.isConvolution() ? bias.reshape(1, bias.size(), 1, 1) : bias)
                    .relu();
        }
        assertThat(z.floats()).containsExactly(net.f(x).floats(), within(1e-5f));
        assertThat(net.headMap()
                        .apply(z, net.exportedHead().get("fc.weight"))
                        .add(net.exportedHead().get("fc.bias"))
                        .floats())
                .containsExactly(net.logits(x).floats(), within(1e-5f));
    }

    @Test
    void every_layer_of_f_and_h_gets_the_norm_that_was_asked_for_at_first_and_after_its_weights_changed() {
        Net net = Toy.net(0).with(OwnParts.of(SpectralNorm.ofMaps(.8)), Stream.of("own parts"));
        assertNorms(net, .8);
        net.state().get("conv2.weight").mulInPlace(7);
        net.state().get("fc.weight").addInPlace(1);
        for (int i = 0; i < 60; i++) {
            net.followWeights();
        }
        assertNorms(net, .8);
    }

    private static void assertNorms(Net net, double expected) {
        Map<String, Tensor> weights = new LinkedHashMap<>(net.exportedExtractor());
        weights.putAll(net.exportedHead());
        List<LinearMap> maps = new java.util.ArrayList<>(net.chain());
        maps.add(net.headMap());
        for (LinearMap map : maps) {
            Weights state = state(map, Stream.of("another").gaussian(map.inputs()));
            assertThat(settled(map, weights.get(map.weight()), state)).isCloseTo(expected, within(.02));
        }
    }

    @Test
    void exported_weights_load_without_the_reparametrisation_and_give_its_logits() {
        Net net = Toy.net(0).with(OwnParts.of(NORM), Stream.of("own parts"));
        Map<String, Tensor> exported = new LinkedHashMap<>(net.exportedExtractor());
        exported.putAll(net.exportedHead());
        assertThat(exported.keySet()).noneMatch(name -> name.contains("spectral"));
        Tensor x = Batch.of(Toy.images(4)).x();
        float[] logits = net.logits(x).floats();
        assertThat(Net.of(Architecture.SMALL_CNN, new Input(1, 8, 8), exported)
                        .logits(x)
                        .floats())
                .containsExactly(logits, within(1e-6f));
        assertThat(net.frozen().logits(x).floats()).containsExactly(logits, within(1e-6f));
    }

    @Test
    void weights_of_zero_stay_zero() {
        LinearMap map = LinearMap.linear("w", 2);
        Weights raw = one(map, Tensor.of(new float[4], 2, 2));
        Weights state = state(map, 1, 0);
        NORM.follow(raw, state);
        assertThat(NORM.effective(raw, state).get("w.weight").floats()).containsOnly(0);
    }

    @Test
    void a_net_that_is_no_chain_of_layers_is_refused_with_one_that_is() {
        assertThatThrownBy(() -> Toy.net(Architecture.RESNET20, 1, 0).with(OwnParts.of(NORM), Stream.of("own parts")))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageContaining("small-cnn");
    }
}
