package io.robusttransfer.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@OnTorch
class NetTest {
    private static final Input INPUT = new Input(3, 16, 16);

    @ParameterizedTest
    @EnumSource
    void logits_have_one_row_per_image_and_one_column_per_class(Architecture architecture) {
        for (Input input : List.of(INPUT, new Input(1, 9, 12))) {
            Net net = net(architecture, input);
            Tensor x = images(2, input);
            assertThat(net.f(x).shape()).containsExactly(2, net.features());
            assertThat(net.logits(x).shape()).containsExactly(2, 5);
            assertThat(net.classes()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void folding_changes_logits_and_input_gradients_by_less_than_1e_5_of_their_size(Architecture architecture) {
        Net net = trained(architecture);
        Net frozen = net.frozen();
        Tensor x = images(4, INPUT);
        assertClose(frozen.logits(x), net.logits(x), 1e-5);
        Tensor a = x.leaf();
        Tensor b = x.leaf();
        assertClose(
                Grad.of(() -> frozen.logits(a).square(), a).gradient(),
                Grad.of(() -> net.logits(b).square(), b).gradient(),
                1e-5);
    }

    @ParameterizedTest
    @EnumSource
    void evaluating_and_attacking_leave_the_state_bit_identical(Architecture architecture) {
        Net net = trained(architecture);
        List<String> before = digests(net);
        Tensor x = images(4, INPUT);
        for (Net evaluated :
                List.of(net, net.frozen(), net.training(Trainable.ALL).frozen(), net.training(Trainable.HEAD))) {
            evaluated.f(x);
            Tensor leaf = x.leaf();
            Grad.of(() -> evaluated.f(leaf), leaf);
        }
        assertThat(digests(net)).isEqualTo(before);
    }

    @Test
    void training_moves_running_statistics_and_counts_the_batches() {
        Net net = net(Architecture.RESNET20, INPUT);
        List<String> before = digests(net);
        Net live = net.training(Trainable.ALL);
        Grad.of(() -> live.logits(images(4, INPUT)).square().mean(), live.leaves());
        assertThat(digests(net)).isNotEqualTo(before);
        assertThat(net.state().get("bn1.num_batches_tracked").item()).isEqualTo(1);
        assertThat(net.state().get("layer3.2.bn2.num_batches_tracked").item()).isEqualTo(1);
    }

    @Test
    void training_the_head_leaves_f_bit_identical_and_changes_h() {
        Net net = trained(Architecture.RESNET20);
        List<String> before = digests(net);
        Net live = net.training(Trainable.HEAD);
        assertThat(live.parameters().keySet()).containsExactly("fc.weight", "fc.bias");
        Grad.Result step = Grad.of(() -> live.logits(images(4, INPUT)).square().mean(), live.leaves());
        int i = 0;
        for (Tensor parameter : live.parameters().values()) {
            parameter.subInPlace(step.gradients().get(i++));
        }
        List<String> after = digests(net);
        int f = before.size() - 2;
        assertThat(after.subList(0, f)).isEqualTo(before.subList(0, f));
        assertThat(after.subList(f, f + 2)).doesNotContainAnyElementsOf(before.subList(f, f + 2));
    }

    @ParameterizedTest
    @EnumSource
    void every_parameter_gets_a_gradient(Architecture architecture) {
        Net live = net(architecture, INPUT).training(Trainable.ALL);
        Grad.Result step =
                Grad.of(() -> live.logits(images(4, INPUT)).logSoftmax(1).slice(1, 0, 1), live.leaves());
        int i = 0;
        for (Map.Entry<String, Tensor> parameter : live.parameters().entrySet()) {
            Tensor gradient = step.gradients().get(i++);
            assertThat(gradient.shape())
                    .as(parameter.getKey())
                    .isEqualTo(parameter.getValue().shape());
            assertThat(gradient.abs().max().item()).as(parameter.getKey()).isPositive();
        }
        assertThat(i).isEqualTo(live.leaves().size());
    }

    @Test
    void a_saved_state_makes_the_same_network() {
        Net net = trained(Architecture.PREACT_RESNET18);
        Net again = Net.of(Architecture.PREACT_RESNET18, INPUT, net.copy().state());
        Tensor x = images(2, INPUT);
        assertThat(again.logits(x).floats()).isEqualTo(net.logits(x).floats());
        assertThat(again.state().keySet()).containsExactlyElementsOf(net.state().keySet());
    }

    @Test
    void a_state_of_another_architecture_is_refused_by_name_and_shape() {
        Map<String, Tensor> state =
                new LinkedHashMap<>(net(Architecture.RESNET20, INPUT).state());
        assertThatThrownBy(() -> Net.of(Architecture.PREACT_RESNET18, INPUT, state))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessage(
                        "the checkpoint's tensor conv1.weight has shape [16, 3, 3, 3], the model needs [64, 3, 3, 3]");
        state.remove("layer1.0.bn1.running_var");
        assertThatThrownBy(() -> Net.of(Architecture.RESNET20, INPUT, state))
                .hasMessage("the checkpoint has no tensor layer1.0.bn1.running_var");
        state.remove("fc.bias");
        assertThatThrownBy(() -> Net.of(Architecture.RESNET20, INPUT, state))
                .hasMessage("the checkpoint has no tensor fc.bias");
    }

    @Test
    void resnet20_has_the_names_of_torchvision() {
        Map<String, Tensor> state = net(Architecture.RESNET20, INPUT).state();
        assertThat(state.keySet())
                .contains(
                        "conv1.weight",
                        "bn1.running_mean",
                        "layer1.0.bn1.weight",
                        "layer2.0.downsample.0.weight",
                        "layer2.0.downsample.1.num_batches_tracked",
                        "layer3.2.conv2.weight",
                        "fc.weight",
                        "normalize.mean")
                .doesNotContain("layer1.0.downsample.0.weight", "conv1.bias");
        long parameters = net(Architecture.RESNET20, new Input(3, 32, 32)).parameters().values().stream()
                .mapToLong(Tensor::size)
                .sum();
        // 269,722 with shortcuts without weights (He et al., 10 classes), 2,752 in two projections, five classes less
        assertThat(parameters).isEqualTo(269_722 + 2_752 - 5 * 65);
    }

    @Test
    void resnet18_has_the_names_and_the_size_of_torchvision() {
        Net net = net(Architecture.RESNET18, new Input(3, 224, 224));
        assertThat(net.state().keySet())
                .contains(
                        "conv1.weight",
                        "bn1.running_mean",
                        "layer1.1.bn2.weight",
                        "layer2.0.downsample.0.weight",
                        "layer4.0.downsample.1.num_batches_tracked",
                        "layer4.1.conv2.weight",
                        "fc.bias")
                .doesNotContain("layer1.0.downsample.0.weight", "conv1.bias")
                // those of torchvision and the two of the normalisation
                .hasSize(122 + 2);
        long parameters =
                net.parameters().values().stream().mapToLong(Tensor::size).sum();
        // torchvision says 11,689,512 with 1,000 classes
        assertThat(parameters).isEqualTo(11_689_512 - 995 * 513);
    }

    /** Figures of the generator and of the initialisation: a change here changes every key's results. */
    @ParameterizedTest
    @CsvSource({
        "SMALL_CNN, conv1.weight, 0.1144163, -0.1797991, 0.1077700",
        "RESNET20, layer2.0.conv1.weight, -0.0495324, -0.0285046, 0.0825927",
        "PREACT_RESNET18, layer4.1.conv2.weight, 0.0162813, -0.0472297, 0.0208354",
        "RESNET18, conv1.weight, 0.0080414, -0.0163744, 0.0250960",
        "RESNET20, fc.weight, 0.0933047, -0.0881920, 0.0687881"
    })
    void first_weights_are_those_of_the_revision(
            Architecture architecture, String name, double first, double last, double deviation) {
        float[] values = net(architecture, INPUT).state().get(name).floats();
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        double[] actual = {values[0], values[values.length - 1], Math.sqrt(sum / values.length)};
        assertThat(actual).containsExactly(new double[] {first, last, deviation}, within(1e-6));
    }

    @Test
    void a_new_head_depends_on_its_stream_alone() {
        Net a = net(Architecture.SMALL_CNN, INPUT);
        Net b = newHead(newHead(a, 7, Stream.of("h", 2)), 5, Stream.of("h", 1));
        assertThat(digests(b)).isEqualTo(digests(a));
        assertThat(newHead(a, 5, Stream.of("h", 2)).state().get("fc.weight").floats())
                .isNotEqualTo(a.state().get("fc.weight").floats());
    }

    private static Net newHead(Net net, int classes, Stream initial) {
        return Net.withNewHead(Architecture.SMALL_CNN, INPUT, net.state(), classes, initial);
    }

    @Test
    void a_copy_does_not_follow_the_original() {
        Net net = net(Architecture.SMALL_CNN, INPUT);
        Net copy = net.copy();
        List<String> before = digests(copy);
        net.parameters().values().forEach(parameter -> parameter.addInPlace(1));
        assertThat(digests(copy)).isEqualTo(before);
    }

    @Test
    void normalisation_is_inside_f() {
        Net net = Net.initial(
                Architecture.SMALL_CNN,
                new Input(1, 8, 8),
                2,
                new float[] {0.5f},
                new float[] {0.25f},
                Stream.of("f", 1),
                Stream.of("h", 1));
        Net plain = Net.initial(
                Architecture.SMALL_CNN,
                new Input(1, 8, 8),
                2,
                new float[] {0},
                new float[] {1},
                Stream.of("f", 1),
                Stream.of("h", 1));
        Tensor x = images(3, new Input(1, 8, 8));
        assertClose(net.logits(x), plain.logits(x.sub(0.5).div(0.25)), 1e-6);
    }

    /** A step in 64 bits agrees with central differences in every parameter's direction: batch normalisation included. */
    @Test
    void gradients_of_a_small_resnet_agree_with_finite_differences() {
        Net net = net(Architecture.RESNET20, new Input(1, 8, 8)).to(Type.FLOAT64);
        Tensor x = images(3, new Input(1, 8, 8)).to(Type.FLOAT64);
        Net live = net.training(Trainable.ALL);
        Grad.Result step = Grad.of(() -> loss(live, x), live.leaves());
        int i = 0;
        double h = 1e-6;
        for (Map.Entry<String, Tensor> parameter : live.parameters().entrySet()) {
            Tensor gradient = step.gradients().get(i++);
            Tensor direction = gradient.div(gradient.square().sum().sqrt());
            Tensor up = direction.mul(h);
            parameter.getValue().addInPlace(up);
            double above = loss(net.training(Trainable.ALL), x).item();
            parameter.getValue().subInPlace(up.mul(2));
            double below = loss(net.training(Trainable.ALL), x).item();
            parameter.getValue().addInPlace(up);
            double slope = gradient.square().sum().sqrt().item();
            assertThat((above - below) / (2 * h)).as(parameter.getKey()).isCloseTo(slope, within(1e-4 * slope + 1e-8));
        }
    }

    private static Tensor loss(Net net, Tensor x) {
        return net.logits(x).logSoftmax(1).slice(1, 0, 1).mean();
    }

    private static Net net(Architecture architecture, Input input) {
        float[] mean = new float[input.channels()];
        float[] std = new float[input.channels()];
        Arrays.fill(mean, 0.4f);
        Arrays.fill(std, 0.2f);
        return Net.initial(architecture, input, 5, mean, std, Stream.of("f", 1), Stream.of("h", 1));
    }

    /** With parameters and running statistics that are all different. */
    private static Net trained(Architecture architecture) {
        Net net = net(architecture, INPUT);
        net.state().forEach((name, tensor) -> {
            if (name.contains("bn") || name.contains("downsample.1")) {
                float[] values = Stream.of(name).uniform((int) tensor.size());
                if (tensor.type() == Type.FLOAT32) {
                    tensor.assign(Tensor.of(values, tensor.shape()).add(0.5));
                }
            }
        });
        return net;
    }

    private static Tensor images(int count, Input input) {
        int size = count * input.channels() * input.height() * input.width();
        return Tensor.images(Stream.of("x").uniform(size), count, input.height(), input.width(), input.channels());
    }

    private static List<String> digests(Net net) {
        return net.state().entrySet().stream()
                .map(named -> named.getKey() + " "
                        + (named.getValue().type() == Type.INT64
                                ? Arrays.toString(named.getValue().longs())
                                : Arrays.toString(named.getValue().floats())))
                .toList();
    }

    private static void assertClose(Tensor actual, Tensor expected, double relative) {
        double size = expected.abs().max().item();
        assertThat(actual.sub(expected).abs().max().item()).isLessThan(relative * size);
    }
}
