package io.robusttransfer.worker;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.attack.CrossEntropy;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.random.Streams;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** A domain of three kinds of 8 x 8 images, bright at the left, in the middle, or at the right, and nets for it. */
public final class Toy {
    public static final int CLASSES = 3;
    private static final int SIDE = 8;

    private Toy() {}

    public static Images images(int count) {
        return images(count, 1);
    }

    public static Images images(int count, int channels) {
        byte[] pixels = new byte[count * SIDE * SIDE * channels];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            Stream stream = Stream.of("toy", i);
            labels[i] = i % CLASSES;
            for (int j = 0; j < SIDE * SIDE * channels; j++) {
                int column = j / channels % SIDE;
                boolean bright = column / 3 == labels[i];
                pixels[i * SIDE * SIDE * channels + j] = (byte) ((bright ? 120 : 40) + stream.below(80));
            }
        }
        return new Images(count, SIDE, SIDE, channels, CLASSES, pixels, labels);
    }

    /** A small-cnn with first weights, in the present scope. */
    public static Net net(long seed) {
        return net(Architecture.SMALL_CNN, 1, seed);
    }

    public static Net net(Architecture architecture, int channels, long seed) {
        float[] mean = new float[channels];
        float[] std = new float[channels];
        Arrays.fill(mean, .4f);
        Arrays.fill(std, .2f);
        return Net.initial(
                architecture,
                new Input(channels, SIDE, SIDE),
                CLASSES,
                mean,
                std,
                Streams.initialF(seed, "toy"),
                Streams.initialH(seed, "toy"));
    }

    /** A small-cnn that tells the three kinds apart, but not under attack. */
    public static Net trained(long seed) {
        Net net = net(seed);
        Images images = images(90);
        for (int step = 0; step < 30; step++) {
            Scope.run(() -> {
                Batch batch = Batch.of(images);
                Net live = net.training(Trainable.ALL);
                Iterator<Tensor> gradients = Grad.of(
                                () -> CrossEntropy.perImage(live.logits(batch.x()), batch.y())
                                        .mean(),
                                live.leaves())
                        .gradients()
                        .iterator();
                live.parameters()
                        .values()
                        .forEach(w -> w.subInPlace(gradients.next().mul(.2)));
            });
        }
        return net;
    }

    /** Every value of parameters and buffers, to be compared bit by bit. */
    public static Map<String, String> bits(Net net) {
        Map<String, String> bits = new LinkedHashMap<>();
        net.state().forEach((name, tensor) -> bits.put(name, bits(tensor)));
        return bits;
    }

    private static String bits(Tensor tensor) {
        return switch (tensor.type()) {
            case FLOAT32 -> Arrays.toString(tensor.floats());
            case FLOAT64 -> Arrays.toString(tensor.doubles());
            case INT64, BOOL -> Arrays.toString(tensor.longs());
        };
    }
}
