package io.robusttransfer.tests;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.TransferabilityScore;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import io.robusttransfer.worker.transferability.Embedding;
import io.robusttransfer.worker.transferability.Score;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/** The Java side of tests/peers/scores.py: features, probabilities, labels, and our scores of them. */
final class Scores {
    private static final String STREAM = "scores";
    private static final int CLASSES = 5;
    private static final int SOURCE_CLASSES = 7;

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    void export(Path folder) throws IOException {
        Scope scope = Scope.open();
        try {
            put("tall", drawn("tall", 300, 20), SOURCE_CLASSES);
            put("wide", drawn("wide", 40, 64), SOURCE_CLASSES);
            net();
            Safetensors.write(folder.resolve("results.safetensors"), tensors, Map.of());
        } finally {
            scope.close();
        }
    }

    /** The first features tell something of the label, the last one is 0 for every image. */
    private static Tensor drawn(String name, int images, int features) {
        float[] values = Stream.of(STREAM, name).gaussian(images * features);
        int[] y = labels(images);
        for (int i = 0; i < images; i++) {
            values[i * features + y[i]] += 2;
            values[(i + 1) * features - 1] = 0;
        }
        return Tensor.of(values, images, features);
    }

    /** Of unequal shares. */
    private static int[] labels(int images) {
        return IntStream.range(0, images).map(i -> i * i % 13 % CLASSES).toArray();
    }

    /** An untrained small-cnn on images of noise, brighter by their class. */
    private void net() {
        int images = 120;
        Input input = new Input(1, 16, 16);
        float[] pixels = Stream.of(STREAM, "images").uniform(images * input.height() * input.width());
        int[] y = labels(images);
        int stride = pixels.length / images;
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = pixels[i] / 2 + y[i / stride] * .1f;
        }
        Net net = Net.initial(
                Architecture.SMALL_CNN,
                input,
                SOURCE_CLASSES,
                new float[] {.4f},
                new float[] {.2f},
                Stream.of(STREAM, "f"),
                Stream.of(STREAM, "h"));
        put("net", net.f(Tensor.images(pixels, images, input.height(), input.width(), 1)), SOURCE_CLASSES);
    }

    private void put(String name, Tensor f, int sourceClasses) {
        int images = Math.toIntExact(f.size(0));
        int[] y = labels(images);
        float[] logits = Stream.of(STREAM, name, "logits").gaussian(images * sourceClasses);
        for (int i = 0; i < images; i++) {
            logits[i * sourceClasses + y[i]] += 2;
        }
        Tensor features = f.to(Type.FLOAT64);
        Tensor theta = Tensor.of(logits, images, sourceClasses).to(Type.FLOAT64).softmax(1);
        tensors.put(name + ".f", features);
        tensors.put(name + ".theta", theta);
        tensors.put(name + ".y", Tensor.of(Arrays.stream(y).asLongStream().toArray(), images));
        Embedding seen = new Embedding(matrix(features), matrix(theta), y);
        for (TransferabilityScore score : TransferabilityScore.values()) {
            tensors.put(
                    name + "." + score.number().id(),
                    Tensor.of(new double[] {Score.of(score).of(seen)}, 1));
        }
    }

    private static RealMatrix matrix(Tensor values) {
        double[] all = values.doubles();
        int columns = Math.toIntExact(values.size(1));
        return MatrixUtils.createRealMatrix(IntStream.range(0, all.length / columns)
                .mapToObj(row -> Arrays.copyOfRange(all, row * columns, (row + 1) * columns))
                .toArray(double[][]::new));
    }
}
