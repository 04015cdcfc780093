package io.robusttransfer.worker.noise;

import io.robusttransfer.crds.api.Augmentation;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.random.Streams;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Random numbers as tensors: all that schemes, attacks, certificates and variations of images see of chance. Numbers for images
 * (N, C, H, W) are drawn image by image, in the order height, width, channel. On one stream a second call goes on where the first ended; from streams per image it begins anew.
 */
public final class Noise {
    private final IntFunction<Stream> streams;

    private Noise(IntFunction<Stream> streams) {
        this.streams = streams;
    }

    /** Noise from one stream, which all rows share in their order. */
    public static Noise of(Stream stream) {
        return new Noise(row -> stream);
    }

    /** Noise of each image from a stream of its own, so that its numbers do not depend on its batch. */
    public static Noise perImage(IntFunction<Stream> streams) {
        return new Noise(streams);
    }

    /** The noise of {@code count} images, which goes on at every call where it ended before. */
    public Noise continued(int count) {
        List<Stream> begun = IntStream.range(0, count).mapToObj(streams).toList();
        return new Noise(begun::get);
    }

    /** That of these images alone. */
    public Noise rows(int... rows) {
        return new Noise(row -> streams.apply(rows[row]));
    }

    /** The noise that a scheme adds in a step of a training. */
    public static Noise training(long seed, long step, String purpose) {
        return of(Streams.trainingNoise(seed, step, purpose));
    }

    /** The random starts of an attack in a step of a training. */
    public static Noise attackStart(long seed, long step, String purpose) {
        return of(Streams.attackStart(seed, step, purpose));
    }

    /** The starts of one restart of an attack on images, given by their places in the dataset. */
    public static Noise restart(String measure, int[] images, int restart) {
        return perImage(row -> Streams.restart(measure, images[row], restart));
    }

    /** The noise of one block of a certificate's draws on one image, given by its place in the dataset. */
    public static Noise draws(String measure, int image, int block) {
        return of(Streams.draws(measure, image, block));
    }

    /** What varies one view of training images, given by their places in the domain's training images. Crop and flip share a stream. */
    public static Noise augmentation(Augmentation kind, long seed, String domain, int epoch, int[] images, int view) {
        return switch (kind) {
            case CROP, FLIP -> perImage(row -> Streams.augmentation(seed, domain, epoch, images[row], view));
            case RESIZED_CROP, ROTATE, JITTER ->
                perImage(row -> Streams.variation(kind.name(), seed, domain, epoch, images[row], view));
        };
    }

    /**
     * Shifts down, uniform on -padY, …, padY, and right, on -padX, …, padX, and whether to mirror, 0 or 1.
     *
     * @return (N, 3), INT64
     */
    public Tensor cropsAndFlips(int count, int padY, int padX) {
        long[] all = new long[3 * count];
        for (int row = 0; row < count; row++) {
            Stream stream = streams.apply(row);
            all[3 * row] = stream.below(2 * padY + 1) - padY;
            all[3 * row + 1] = stream.below(2 * padX + 1) - padX;
            all[3 * row + 2] = stream.coin() ? 1 : 0;
        }
        return Tensor.of(all, count, 3);
    }

    /**
     * Each uniform on [0,1).
     *
     * @return (N, numbers), FLOAT64
     */
    public Tensor uniform(int count, int numbers) {
        double[] all = new double[count * numbers];
        for (int row = 0; row < count; row++) {
            Stream stream = streams.apply(row);
            for (int i = 0; i < numbers; i++) {
                all[row * numbers + i] = stream.uniformDouble();
            }
        }
        return Tensor.of(all, count, numbers);
    }

    /**
     * Whole numbers, each uniform on 0, …, bound - 1.
     *
     * @return (N, numbers), INT64
     */
    public Tensor below(int bound, int count, int numbers) {
        long[] all = new long[count * numbers];
        for (int row = 0; row < count; row++) {
            Stream stream = streams.apply(row);
            for (int i = 0; i < numbers; i++) {
                all[row * numbers + i] = stream.below(bound);
            }
        }
        return Tensor.of(all, count, numbers);
    }

    /**
     * Each -1 or 1, alike often.
     *
     * @return (N, numbers), FLOAT32
     */
    public Tensor signs(int count, int numbers) {
        float[] all = new float[count * numbers];
        for (int row = 0; row < count; row++) {
            Stream stream = streams.apply(row);
            for (int i = 0; i < numbers; i++) {
                all[row * numbers + i] = stream.coin() ? 1 : -1;
            }
        }
        return Tensor.of(all, count, numbers);
    }

    /** Standard normal numbers, of the shape of x. */
    public Tensor gaussian(Tensor x) {
        return drawn(x, Stream::gaussian);
    }

    /** A uniformly drawn point of the ball of this radius around 0 for each image; the Euclidean length runs over all values of one. */
    public Tensor inBall(Norm norm, Tensor x, double epsilon) {
        return norm == Norm.LINF ? inCube(x, epsilon) : inSphere(x, epsilon);
    }

    /** Each value uniform on [-epsilon, epsilon). */
    private Tensor inCube(Tensor x, double epsilon) {
        return drawn(x, (stream, all, from, to) -> {
            for (int i = from; i < to; i++) {
                all[i] = (float) (epsilon * (2. * stream.uniform() - 1));
            }
        });
    }

    /** A uniform direction (normal numbers, scaled to length 1) times epsilon u^(1/values), u uniform. */
    private Tensor inSphere(Tensor x, double epsilon) {
        return drawn(x, (stream, all, from, to) -> {
            stream.gaussian(all, from, to);
            double square = 0;
            for (int i = from; i < to; i++) {
                square += (double) all[i] * all[i];
            }
            double scale =
                    epsilon * Math.pow(stream.uniformDouble(), 1. / (to - from)) / Math.max(Math.sqrt(square), 1e-30);
            for (int i = from; i < to; i++) {
                all[i] = (float) (all[i] * scale);
            }
        });
    }

    private interface Fill {
        void draw(Stream stream, float[] all, int from, int to);
    }

    private Tensor drawn(Tensor x, Fill fill) {
        int count = Math.toIntExact(x.size(0));
        int values = Math.toIntExact(x.size() / x.size(0));
        float[] all = new float[count * values];
        for (int row = 0; row < count; row++) {
            fill.draw(streams.apply(row), all, row * values, (row + 1) * values);
        }
        return Tensor.images(
                        all, count, Math.toIntExact(x.size(2)), Math.toIntExact(x.size(3)), Math.toIntExact(x.size(1)))
                .to(x.type());
    }
}
