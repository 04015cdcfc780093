package io.robusttransfer.worker.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.Augmentation;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@OnTorch
class AugmenterTest {
    private static final int SIDE = 16;
    private static final int NONE = 99;
    private static final Images TWO = images();

    private static Noise noise(int... rows) {
        return Noise.augmentation(1, "domain", 2, rows, 0);
    }

    @Test
    void without_a_kind_images_stay_as_they_are() {
        assertThat(new Augmenter(Set.of()).apply(TWO, new int[] {1, 0}, noise(1, 0)))
                .isEqualTo(TWO.select(1, 0));
    }

    @Test
    void a_crop_shifts_by_at_most_an_eighth_and_fills_with_black() {
        Augmenter crop = new Augmenter(Set.of(Augmentation.CROP));
        Set<Integer> shifts = new HashSet<>();
        for (int epoch = 0; epoch < 400; epoch++) {
            int e = epoch;
            Images moved = crop.apply(TWO, new int[] {0}, Noise.augmentation(1, "domain", e, new int[] {0}, 0));
            shifts.add(shift(moved, false));
        }
        // down and right from -2 to 2
        assertThat(shifts).hasSize(25).doesNotContain(NONE);
    }

    @Test
    void a_flip_mirrors_left_to_right_half_of_the_time() {
        Augmenter flip = new Augmenter(Set.of(Augmentation.FLIP));
        int mirrored = 0;
        for (int epoch = 0; epoch < 400; epoch++) {
            int e = epoch;
            Images moved = flip.apply(TWO, new int[] {0}, Noise.augmentation(1, "domain", e, new int[] {0}, 0));
            assertThat(shift(moved, true) == 0 || shift(moved, false) == 0).isTrue();
            mirrored += shift(moved, true) == 0 ? 1 : 0;
        }
        // 4 standard errors
        assertThat(mirrored).isBetween(160, 240);
    }

    @Test
    void a_flip_does_not_change_where_the_crop_is() {
        Augmenter crop = new Augmenter(Set.of(Augmentation.CROP));
        Augmenter both = new Augmenter(Set.of(Augmentation.CROP, Augmentation.FLIP));
        for (int epoch = 0; epoch < 50; epoch++) {
            int e = epoch;
            Noise noise = Noise.augmentation(1, "domain", e, new int[] {0}, 0);
            int alone = shift(crop.apply(TWO, new int[] {0}, noise), false);
            Images flipped = both.apply(TWO, new int[] {0}, noise);
            assertThat(alone).isIn(shift(flipped, false), shift(flipped, true));
        }
    }

    @Test
    void an_image_is_varied_the_same_in_any_batch() {
        Augmenter both = new Augmenter(Set.of(Augmentation.CROP, Augmentation.FLIP));
        Images together = both.apply(TWO, new int[] {0, 1}, noise(0, 1));
        assertThat(both.apply(TWO, new int[] {1}, noise(1))).isEqualTo(together.select(1));
        assertThat(together.labels()).containsExactly(0, 1);
    }

    @Test
    void views_are_varied_independently_and_the_first_one_as_without_others() {
        Augmenter crop = new Augmenter(Set.of(Augmentation.CROP));
        Set<List<Integer>> shifts = new HashSet<>();
        for (int epoch = 0; epoch < 200; epoch++) {
            int e = epoch;
            shifts.add(IntStream.of(0, 1)
                    .mapToObj(view ->
                            crop.apply(TWO, new int[] {0}, Noise.augmentation(1, "domain", e, new int[] {0}, view)))
                    .map(moved -> shift(moved, false))
                    .toList());
        }
        // 625 pairs, 200 drawn: 171 distinct ones expected, 25 if the views moved together
        assertThat(shifts).hasSizeGreaterThan(140);
        Stream alone = Stream.of("augmentation", 1, "domain", 2, 1);
        long[] first = Scope.value(() -> noise(1).cropsAndFlips(1, 2, 2).longs());
        assertThat(first[0]).isEqualTo(alone.below(5) - 2);
        assertThat(first[1]).isEqualTo(alone.below(5) - 2);
    }

    /** The shift, 10 * down + right, that leads from the first image to this one, after mirroring; NONE where none does. */
    private static int shift(Images moved, boolean mirrored) {
        for (int down = -2; down <= 2; down++) {
            for (int right = -2; right <= 2; right++) {
                if (shifted(moved, down, right, mirrored)) {
                    return 10 * down + right;
                }
            }
        }
        return NONE;
    }

    private static boolean shifted(Images moved, int down, int right, boolean mirrored) {
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int fromY = y + down;
                int fromX = (mirrored ? SIDE - 1 - x : x) + right;
                boolean inside = fromY >= 0 && fromY < SIDE && fromX >= 0 && fromX < SIDE;
                for (int c = 0; c < 3; c++) {
                    int expected = inside ? TWO.pixels()[(fromY * SIDE + fromX) * 3 + c] : 0;
                    if (moved.pixels()[(y * SIDE + x) * 3 + c] != expected) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static Images images() {
        byte[] pixels = new byte[2 * SIDE * SIDE * 3];
        Stream stream = Stream.of("pixels");
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) stream.below(256);
        }
        return new Images(2, SIDE, SIDE, 3, 2, pixels, new int[] {0, 1});
    }
}
