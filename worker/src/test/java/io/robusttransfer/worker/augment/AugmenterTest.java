package io.robusttransfer.worker.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.Augmentation;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Device;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Torch;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnTorch
class AugmenterTest {
    private static final int SIDE = 16;
    private static final int NONE = 99;
    private static final Images TWO = images();

    @BeforeContainer
    static void torch() {
        Torch.start(Device.CPU);
    }

    private static Function<Augmentation, Noise> noise(int... rows) {
        return drawn(2, 0, rows);
    }

    private static Function<Augmentation, Noise> drawn(int epoch, int view, int... rows) {
        return kind -> Noise.augmentation(kind, 1, "domain", epoch, rows, view);
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
            Images moved = crop.apply(TWO, new int[] {0}, drawn(e, 0, 0));
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
            Images moved = flip.apply(TWO, new int[] {0}, drawn(e, 0, 0));
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
            Function<Augmentation, Noise> noise = drawn(e, 0, 0);
            int alone = shift(crop.apply(TWO, new int[] {0}, noise), false);
            Images flipped = both.apply(TWO, new int[] {0}, noise);
            assertThat(alone).isIn(shift(flipped, false), shift(flipped, true));
        }
    }

    @Test
    void an_image_is_varied_the_same_in_any_batch() {
        Augmenter both = new Augmenter(EnumSet.allOf(Augmentation.class));
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
                    .mapToObj(view -> crop.apply(TWO, new int[] {0}, drawn(e, view, 0)))
                    .map(moved -> shift(moved, false))
                    .toList());
        }
        // 625 pairs, 200 drawn: 171 distinct ones expected, 25 if the views moved together
        assertThat(shifts).hasSizeGreaterThan(140);
        Stream alone = Stream.of("augmentation", 1, "domain", 2, 1);
        long[] first = Scope.value(
                () -> noise(1).apply(Augmentation.FLIP).cropsAndFlips(1, 2, 2).longs());
        assertThat(first[0]).isEqualTo(alone.below(5) - 2);
        assertThat(first[1]).isEqualTo(alone.below(5) - 2);
    }

    @Property(tries = 200)
    void whatever_kinds_are_asked_for_each_does_in_its_turn_what_it_does_alone(
            @ForAll Set<Augmentation> kinds,
            @ForAll @IntRange(max = 1000) int epoch,
            @ForAll @IntRange(max = 2) int view) {
        Function<Augmentation, Noise> noise = drawn(epoch, view, 0, 1);
        Images one = TWO;
        for (Augmentation kind : List.of(
                Augmentation.RESIZED_CROP,
                Augmentation.CROP,
                Augmentation.ROTATE,
                Augmentation.FLIP,
                Augmentation.JITTER)) {
            if (kinds.contains(kind)) {
                one = new Augmenter(Set.of(kind)).apply(one, new int[] {0, 1}, noise);
            }
        }
        assertThat(new Augmenter(kinds).apply(TWO, new int[] {0, 1}, noise)).isEqualTo(one);
    }

    @ParameterizedTest
    @EnumSource
    void a_kind_varies_each_view_of_each_image_in_each_epoch_on_its_own(Augmentation kind) {
        Augmenter augmenter = new Augmenter(Set.of(kind));
        Set<Images> seen = new HashSet<>();
        for (int epoch = 0; epoch < 5; epoch++) {
            for (int view = 0; view < 2; view++) {
                Images varied = augmenter.apply(TWO, new int[] {0, 0}, drawn(epoch, view, 0, 1));
                assertThat(varied.stride()).isEqualTo(TWO.stride());
                seen.add(varied.select(0));
                seen.add(new Images(1, SIDE, SIDE, 3, 2, varied.select(1).pixels(), new int[1]));
            }
        }
        int least =
                switch (kind) {
                    case FLIP -> 2;
                    // there are 25, of which 20 draws find 14 on average
                    case CROP -> 9;
                    case RESIZED_CROP, ROTATE, JITTER -> 16;
                };
        assertThat(seen).hasSizeGreaterThanOrEqualTo(least);
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
