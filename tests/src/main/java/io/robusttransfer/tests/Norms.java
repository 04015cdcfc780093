package io.robusttransfer.tests;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.certify.OperatorNorm;
import io.robusttransfer.worker.model.LinearMap;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.OwnParts;
import io.robusttransfer.worker.model.SpectralNorm;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The Java side of tests/peers/norms.py: layers, our bounds of their norms, and what c W/σ(W) makes of them. */
final class Norms {
    private static final String STREAM = "norms";
    private static final double SCALE = .8;
    private static final int FOLLOWED = 300;
    private static final Input INPUT = new Input(1, 16, 16);

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    void export(Path folder) throws IOException {
        Scope scope = Scope.open();
        try {
            // all kinds of small-cnn, odd sides, and two that are too large for their matrix
            bound(LinearMap.conv("conv1", 1, 16, 16, 1, 1), 12, 3);
            bound(LinearMap.conv("conv2", 12, 16, 16, 2, 1), 24, 4);
            bound(LinearMap.conv("conv3", 24, 8, 8, 2, 1), 32, 4);
            bound(LinearMap.conv("odd", 5, 9, 11, 2, 1), 2, 4);
            bound(LinearMap.conv("torus", 3, 32, 32, 1, 1), 4, 3);
            bound(LinearMap.conv("torus2", 8, 32, 32, 2, 1), 16, 4);
            normed("map", Architecture.SMALL_CNN, SpectralNorm.ofMaps(SCALE));
            normed("kernel", Architecture.RESNET20, SpectralNorm.ofKernels(SCALE, 2));
            Safetensors.write(folder.resolve("results.safetensors"), tensors, Map.of("scale", String.valueOf(SCALE)));
        } finally {
            scope.close();
        }
    }

    private void bound(LinearMap map, int outputs, int kernel) {
        int channels = map.in().get(0);
        float[] values = Stream.of(STREAM, map.name()).gaussian(outputs * channels * kernel * kernel);
        Tensor weight = Tensor.of(values, outputs, channels, kernel, kernel).to(Type.FLOAT64);
        String name = "bound/" + map.name();
        put(name, map);
        tensors.put(name + ".weight", weight);
        tensors.put(name + ".ours", Tensor.of(new double[] {OperatorNorm.bound(map, weight)}, 1));
    }

    private void normed(String kind, Architecture architecture, SpectralNorm norm) {
        Net net = Net.initial(
                        architecture,
                        INPUT,
                        10,
                        new float[] {.3f},
                        new float[] {.25f},
                        Stream.of(STREAM, "f"),
                        Stream.of(STREAM, "h"))
                .with(OwnParts.of(norm), Stream.of(STREAM, "v"));
        for (int i = 0; i < FOLLOWED; i++) {
            net.followWeights();
        }
        Map<String, Tensor> exported = new LinkedHashMap<>(net.exportedExtractor());
        exported.putAll(net.exportedHead());
        net.state().forEach((name, raw) -> {
            if (raw.shape().length > 1 && exported.containsKey(name) && exported.get(name) != raw) {
                String layer = name.replaceFirst("[.]weight$", "");
                tensors.put(kind + "/" + layer + ".raw", raw);
                tensors.put(kind + "/" + layer + ".ours", exported.get(name));
            }
        });
        net.chain().forEach(map -> put(kind + "/" + map.name(), map));
    }

    /** Of a convolution: channels, height, width, stride, padding. */
    private void put(String name, LinearMap map) {
        if (map.isConvolution()) {
            long[] shape = {map.in().get(0), map.in().get(1), map.in().get(2), map.stride(), map.padding()};
            tensors.put(name + ".shape", Tensor.of(shape, shape.length));
        }
    }
}
