package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Formulas on numbers of Java, for losses to be computed a second time by. */
final class Plain {
    private Plain() {}

    /** The rows of (N, D), FLOAT32. */
    static double[][] rows(Tensor tensor) {
        double[] all = numbers(tensor);
        int width = (int) tensor.size(1);
        return IntStream.range(0, (int) tensor.size(0))
                .mapToObj(i -> Arrays.copyOfRange(all, i * width, (i + 1) * width))
                .toArray(double[][]::new);
    }

    static double[] numbers(Tensor tensor) {
        float[] all = tensor.detach().floats();
        return IntStream.range(0, all.length).mapToDouble(i -> all[i]).toArray();
    }

    static double[] softmax(double[] logits) {
        double sum = Arrays.stream(logits).map(Math::exp).sum();
        return Arrays.stream(logits).map(z -> Math.exp(z) / sum).toArray();
    }

    static double cosine(double[] a, double[] b) {
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }
}
