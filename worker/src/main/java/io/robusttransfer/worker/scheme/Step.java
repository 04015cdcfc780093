package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.random.Streams;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.function.Supplier;

/** What a scheme sees of one training step. */
public final class Step {
    private final Net net;
    private final Supplier<Tensor> images;
    private final Supplier<Tensor> features;
    private final Tensor y;
    private final Clock clock;

    /**
     * When a step is, and so which noise it sees.
     *
     * @param step counted from 0 over all epochs; below 0 outside of training
     * @param epochs that have passed: 0 at the first step, 1.5 in the middle of the second epoch
     */
    public record Clock(long seed, long step, double epochs) {}

    private Step(Net net, Supplier<Tensor> images, Supplier<Tensor> features, Tensor y, Clock clock) {
        this.net = net;
        this.images = images;
        this.features = features;
        this.y = y;
        this.clock = clock;
    }

    /**
     * @param x (N, C, H, W), pixels in [0, 1]
     * @param y (N), INT64
     */
    public static Step of(Net net, Tensor x, Tensor y, Clock clock) {
        return new Step(net, () -> x, () -> net.f(x), y, clock);
    }

    /** For a scheme that needs features only, behind an extractor that is frozen. */
    public static Step ofFeatures(Net net, Tensor z, Tensor y, Clock clock) {
        return new Step(
                net,
                () -> {
                    throw new IllegalStateException(
                            "this scheme said that it needs only features, and asks for images");
                },
                () -> z,
                y,
                clock);
    }

    /** The net that is trained, its trainable weights being leaves. */
    public Net net() {
        return net;
    }

    /** Images, (N, C, H, W), pixels in [0, 1]. */
    public Tensor x() {
        return images.get();
    }

    /** f(x), computed once and for all where f is frozen and images do not vary. */
    public Tensor features() {
        return features.get();
    }

    /** Labels, (N), INT64. */
    public Tensor y() {
        return y;
    }

    /** Epochs that have passed: 0 at the first step, 1.5 in the middle of the second epoch. */
    public double epochs() {
        return clock.epochs();
    }

    /** Standard normal noise of the images' shape, fresh in every step and the same for every scheme. */
    public Tensor gaussian(String purpose) {
        var shape = x().shape();
        int n = Math.toIntExact(shape[0]);
        int channels = Math.toIntExact(shape[1]);
        int height = Math.toIntExact(shape[2]);
        int width = Math.toIntExact(shape[3]);
        var stream = Streams.trainingNoise(clock.seed(), clock.step(), purpose);
        return Tensor.images(stream.gaussian(n * channels * height * width), n, height, width, channels)
                .to(x().type());
    }

    /** The source of an attack's random starts. */
    public Stream starts(String purpose) {
        return Streams.attackStart(clock.seed(), clock.step(), purpose);
    }
}
