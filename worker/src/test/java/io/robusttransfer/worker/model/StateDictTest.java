package io.robusttransfer.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnTorch
class StateDictTest {
    private static final float[] MEAN = {.4f};
    private static final float[] STD = {.2f};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void every_architecture_is_taken_from_its_own_checkpoint(Architecture architecture) {
        Map<String, Tensor> file = Toy.net(architecture, 1, 0).state();
        StateDict found = found(file, architecture);
        assertThat(found.prefix()).isEmpty();
        assertThat(found.hasHead()).isTrue();
        assertSameLogits(architecture, found.state(file, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "module.", "model.", "module.model.", "1.", "module.1."})
    void a_prefix_of_all_names_is_left_out_and_said(String prefix) {
        Map<String, Tensor> file = plain(Architecture.RESNET20, prefix);
        StateDict found = found(file, Architecture.RESNET20);
        assertThat(found.remarks())
                .hasSize(prefix.isEmpty() ? 0 : 1)
                .allMatch(text -> text.equals("names begin with " + prefix + ", which is left out"));
        assertSameLogits(Architecture.RESNET20, found.state(file, MEAN, STD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"normalizer.new_mean normalizer.new_std", "0.mean 0.std", "norm.mu norm.sigma"})
    void a_normaliser_inside_is_used_in_whatever_shape_and_type(String names) {
        Map<String, Tensor> file = plain(Architecture.SMALL_CNN, "module.model.");
        String mean = "module." + names.split(" ")[0];
        String std = "module." + names.split(" ")[1];
        file.put(mean, Tensor.full(.4, Type.FLOAT64, 1, 1, 1, 1));
        file.put(std, Tensor.full(.2, Type.FLOAT64, 1, 1, 1));
        StateDict found = found(file, Architecture.SMALL_CNN);
        assertThat(found.remarks()).contains("its own normaliser is used: " + mean + ", " + std);
        assertSameLogits(Architecture.SMALL_CNN, found.state(file, null, null));
        assertThatThrownBy(() -> requireUsable(found, file, new float[] {.5f}, STD))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageContaining(
                        "normalization.mean is [0.5], its own normaliser's [0.4]: leave out normalization");
    }

    @Test
    void a_normaliser_of_grey_levels_is_refused() {
        Map<String, Tensor> file = plain(Architecture.SMALL_CNN, "");
        file.put("mean", Tensor.full(102, Type.FLOAT32, 1));
        file.put("std", Tensor.full(51, Type.FLOAT32, 1));
        StateDict found = found(file, Architecture.SMALL_CNN);
        assertThatThrownBy(() -> requireUsable(found, file, null, null))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageContaining("mean is [102.0]")
                .hasMessageContaining("divide figures of 0 to 255 by 255");
    }

    @Test
    void a_network_that_is_there_twice_for_its_attacker_is_taken_once() {
        Map<String, Tensor> file = plain(Architecture.SMALL_CNN, "module.model.");
        file.putAll(plain(Architecture.SMALL_CNN, "module.attacker.model."));
        assertSameLogits(
                Architecture.SMALL_CNN, found(file, Architecture.SMALL_CNN).state(file, MEAN, STD));
    }

    @Test
    void counts_of_batches_may_be_missing_as_in_old_files() {
        Map<String, Tensor> file = plain(Architecture.RESNET20, "");
        file.keySet().removeIf(name -> name.endsWith("num_batches_tracked"));
        assertSameLogits(
                Architecture.RESNET20, found(file, Architecture.RESNET20).state(file, MEAN, STD));
    }

    @Test
    void a_head_of_other_classes_is_left_aside_and_said() {
        Map<String, Tensor> file = plain(Architecture.SMALL_CNN, "");
        StateDict found = StateDict.of(shapes(file), Architecture.SMALL_CNN, new Input(1, 8, 8), 10);
        assertThat(found.hasHead()).isFalse();
        assertThat(found.remarks())
                .containsExactly("its head has 3 outputs for the source's 10 classes: fc.weight, fc.bias is left out");
        assertThat(found.state(file, MEAN, STD)).doesNotContainKeys("fc.weight", "fc.bias");
    }

    @Test
    void what_is_missing_too_much_or_of_another_shape_is_named() {
        assertRefused(
                file -> {
                    file.remove("layer1.0.conv1.weight");
                    return file;
                },
                "it has no tensor layer1.0.conv1.weight, which resnet20 has");
        assertRefused(
                file -> {
                    file.put("layer4.0.conv1.weight", Tensor.zeros(Type.FLOAT32, 1));
                    return file;
                },
                "it has layer4.0.conv1.weight, which resnet20 has not");
        assertRefused(
                file -> {
                    file.put("layer1.0.conv1.weight", Tensor.zeros(Type.FLOAT32, 16, 16, 5, 5));
                    return file;
                },
                "its tensor layer1.0.conv1.weight has shape [16, 16, 5, 5], resnet20 needs [16, 16, 3, 3]");
        assertRefused(
                file -> {
                    Map<String, Tensor> other = new LinkedHashMap<>();
                    file.forEach((name, tensor) -> other.put("encoder." + name, tensor));
                    return other;
                },
                "it has no tensor conv1.weight, with or without one of module. model. module.model. 1. module.1. _orig_mod. module._orig_mod. before"
                        + " it, but encoder.conv1.weight, encoder.bn1.weight");
    }

    @Test
    void a_head_of_several_layers_is_left_aside_and_said() {
        Map<String, Tensor> file = plain(Architecture.SMALL_CNN, "");
        file.remove("fc.bias");
        file.put("fc.2.weight", Tensor.zeros(Type.FLOAT32, 3, 64));
        StateDict found = found(file, Architecture.SMALL_CNN);
        assertThat(found.headless()).isEqualTo("its head is not one linear layer with a bias");
        assertThat(found.remarks()).containsExactly(found.headless() + ": fc.weight, fc.2.weight is left out");
    }

    @Test
    void values_that_no_trained_network_has_are_refused() {
        assertValuesRefused("conv1.weight", Tensor.full(Double.NaN, Type.FLOAT32, 16, 1, 3, 3), "not finite");
        assertValuesRefused("fc.weight", Tensor.full(Double.POSITIVE_INFINITY, Type.FLOAT32, 3, 64), "not finite");
        assertValuesRefused("bn1.running_var", Tensor.full(-1, Type.FLOAT32, 16), "which no variance has");
        assertValuesRefused("bn1.weight", Tensor.zeros(Type.INT64, 16), "is of type INT64, not of FLOAT32");
        assertValuesRefused(
                "bn1.num_batches_tracked", Tensor.full(1, Type.FLOAT32), "is of type FLOAT32, not of INT64");
    }

    private void assertValuesRefused(String name, Tensor values, String message) {
        Map<String, Tensor> file = plain(Architecture.RESNET20, "");
        file.put(name, values);
        StateDict found = found(file, Architecture.RESNET20);
        assertThatThrownBy(() -> requireUsable(found, file, MEAN, STD))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageContaining(name)
                .hasMessageContaining(message);
    }

    @Test
    void a_normaliser_that_divides_by_nothing_is_refused() {
        Map<String, Tensor> file = plain(Architecture.SMALL_CNN, "");
        file.put("mean", Tensor.full(.4, Type.FLOAT32, 1));
        file.put("std", Tensor.zeros(Type.FLOAT32, 1));
        StateDict found = found(file, Architecture.SMALL_CNN);
        assertThatThrownBy(() -> requireUsable(found, file, null, null))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageContaining("std is [0.0]");
    }

    private static void assertRefused(UnaryOperator<Map<String, Tensor>> change, String message) {
        Map<String, Tensor> file = change.apply(plain(Architecture.RESNET20, ""));
        assertThatThrownBy(() -> found(file, Architecture.RESNET20))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageContaining(message);
    }

    private void requireUsable(StateDict found, Map<String, Tensor> file, float[] mean, float[] std)
            throws IOException {
        Path path = folder.resolve("weights.safetensors");
        Safetensors.write(path, file, Map.of());
        found.requireUsable(Safetensors.numbers(Files.readAllBytes(path)), mean, std);
    }

    private static StateDict found(Map<String, Tensor> file, Architecture architecture) {
        return StateDict.of(shapes(file), architecture, new Input(1, 8, 8), Toy.CLASSES);
    }

    private static Map<String, long[]> shapes(Map<String, Tensor> file) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        file.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    /** As PyTorch saves it: without a normaliser. */
    private static Map<String, Tensor> plain(Architecture architecture, String prefix) {
        Map<String, Tensor> file = new LinkedHashMap<>();
        Toy.net(architecture, 1, 0).state().forEach((name, tensor) -> {
            if (!name.startsWith("normalize.")) {
                file.put(prefix + name, tensor);
            }
        });
        return file;
    }

    private static void assertSameLogits(Architecture architecture, Map<String, Tensor> state) {
        Tensor x = Batch.of(Toy.images(4)).x();
        assertThat(Net.of(architecture, new Input(1, 8, 8), state).logits(x).floats())
                .containsExactly(Toy.net(architecture, 1, 0).logits(x).floats());
    }
}
