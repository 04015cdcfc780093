package io.robusttransfer.tests;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** The Java side of tests/peers/logits.py: writes an untrained network, images of noise and their logits. */
record Logits(Architecture architecture, Input input) {
    private static final String STREAM = "logits";
    private static final int IMAGES = 4;
    private static final int CLASSES = 10;
    private static final int PASSES = 20;

    void export(Path folder) throws IOException {
        Scope scope = Scope.open();
        try {
            Tensor x = images();
            Net net = net(x);
            Safetensors.write(
                    folder.resolve("checkpoint.safetensors"),
                    net.state(),
                    Map.of("architecture", architecture.spelling()));
            Safetensors.write(folder.resolve("results.safetensors"), Map.of("x", x, "logits", net.logits(x)), Map.of());
        } finally {
            scope.close();
        }
    }

    private Tensor images() {
        int values = IMAGES * input.channels() * input.height() * input.width();
        return Tensor.images(
                Stream.of(STREAM, "x").uniform(values), IMAGES, input.height(), input.width(), input.channels());
    }

    /** With norms that are all different, and running statistics of these images, so that no layer falls silent. */
    private Net net(Tensor x) {
        float[] half = new float[input.channels()];
        Arrays.fill(half, .5f);
        Net net = Net.initial(architecture, input, CLASSES, half, half, Stream.of(STREAM, "f"), Stream.of(STREAM, "h"));
        net.parameters().forEach((name, tensor) -> {
            if (tensor.shape().length == 1) {
                tensor.addInPlace(Tensor.of(Stream.of(STREAM, name).uniform((int) tensor.size()), tensor.size())
                        .sub(.5));
            }
        });
        Net training = net.training(Trainable.ALL);
        for (int pass = 0; pass < PASSES; pass++) {
            Scope.run(() -> training.logits(x));
        }
        return net;
    }
}
