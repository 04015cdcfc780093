package io.robusttransfer.worker.augment;

import io.robusttransfer.crds.api.Augmentation;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Varies training images by some kinds, one after the other in the order of {@link Augmentation}. */
public record Augmenter(Set<Augmentation> kinds) {
    public Augmenter {
        kinds = Set.copyOf(kinds);
    }

    public boolean varies() {
        return !kinds.isEmpty();
    }

    /**
     * The images of these rows, each varied by its own numbers.
     *
     * @param noise of these rows, for each kind; no kind changes another's
     */
    public Images apply(Images images, int[] rows, Function<Augmentation, Noise> noise) {
        Images varied = images.select(rows);
        for (Augmentation kind : kinds.stream().sorted().toList()) {
            varied = varied(varied, drawn(kind, noise.apply(kind), varied));
        }
        return varied;
    }

    private static Images varied(Images images, List<Variation> variations) {
        byte[] pixels = new byte[images.pixels().length];
        for (int i = 0; i < images.count(); i++) {
            Picture varied = variations.get(i).apply(Picture.of(images, i));
            System.arraycopy(varied.pixels(), 0, pixels, i * images.stride(), images.stride());
        }
        return new Images(
                images.count(),
                images.height(),
                images.width(),
                images.channels(),
                images.classes(),
                pixels,
                images.labels());
    }

    private static List<Variation> drawn(Augmentation kind, Noise noise, Images images) {
        int count = images.count();
        int height = images.height();
        int width = images.width();
        return switch (kind) {
            case RESIZED_CROP -> each(() -> noise.uniform(count, 4), n -> ResizedCrop.drawn(n, height, width));
            case CROP ->
                each(() -> noise.cropsAndFlips(count, height / 8, width / 8), n -> new Crop((int) n[0], (int) n[1]));
            case ROTATE -> each(() -> noise.uniform(count, 1), n -> Rotate.drawn(n[0]));
            case FLIP -> each(() -> noise.cropsAndFlips(count, height / 8, width / 8), n -> new Flip(n[2] == 1));
            case JITTER -> each(() -> noise.uniform(count, 3), Jitter::drawn);
        };
    }

    /** @param numbers (N, numbers of an image) */
    private static List<Variation> each(Supplier<Tensor> numbers, Function<double[], Variation> made) {
        return Scope.value(() -> {
            Tensor drawn = numbers.get();
            int width = Math.toIntExact(drawn.size(1));
            double[] all = drawn.to(Type.FLOAT64).doubles();
            return IntStream.range(0, all.length / width)
                    .mapToObj(i -> made.apply(Arrays.copyOfRange(all, i * width, (i + 1) * width)))
                    .toList();
        });
    }
}
