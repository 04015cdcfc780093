package io.robusttransfer.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnTorch
class BatchSpreadTest {
    @ParameterizedTest
    @EnumSource
    void it_is_there_where_the_engine_trains(Architecture architecture) {
        int scale = architecture == Architecture.RESNET18 ? 4 : 1;
        for (int[] side : new int[][] {{8, 8}, {8, 9}, {16, 8}, {12, 12}}) {
            for (int images = 1; images <= 2; images++) {
                Input input = new Input(1, scale * side[0], scale * side[1]);
                int batch = images;
                Runnable step = () -> Scope.run(() -> train(architecture, input, batch));
                if (BatchSpread.isThere(architecture, input, images)) {
                    assertThatCode(step::run).doesNotThrowAnyException();
                } else {
                    assertThatThrownBy(step::run).hasMessageContaining("more than 1 value per channel");
                }
            }
        }
    }

    @Test
    void only_networks_of_18_layers_shrink_the_smallest_images_to_one_pixel() {
        Input smallest = new Input(3, 8, 8);
        assertThat(BatchSpread.isThere(Architecture.PREACT_RESNET18, smallest, 1))
                .isFalse();
        assertThat(BatchSpread.isThere(Architecture.PREACT_RESNET18, smallest, 2))
                .isTrue();
        assertThat(BatchSpread.isThere(Architecture.RESNET18, new Input(3, 32, 32), 1))
                .isFalse();
        assertThat(BatchSpread.isThere(Architecture.RESNET18, new Input(3, 33, 32), 1))
                .isTrue();
        assertThat(BatchSpread.isThere(Architecture.RESNET20, smallest, 1)).isTrue();
        assertThat(BatchSpread.isThere(Architecture.SMALL_CNN, smallest, 1)).isTrue();
    }

    private static void train(Architecture architecture, Input input, int images) {
        float[] half = {0.5f};
        Net net = Net.initial(architecture, input, 3, half, half, Stream.of("f", 1), Stream.of("h", 1));
        float[] pixels = new float[images * input.height() * input.width()];
        net.training(Trainable.ALL).logits(Tensor.images(pixels, images, input.height(), input.width(), 1));
    }
}
