package io.robusttransfer.worker.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.random.Stream;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class VariationTest {
    private static final int DRAWS = 20_000;

    @Test
    void a_variation_by_nothing_is_the_image() {
        for (int channels : new int[] {1, 3}) {
            Picture image = random(5, 8, channels);
            for (Variation none : List.of(
                    new ResizedCrop(0, 0, 5, 8),
                    new Crop(0, 0),
                    new Rotate(0),
                    new Rotate(360),
                    new Flip(false),
                    new Jitter(1, 1, 1))) {
                assertThat(values(none.apply(image))).as("%s", none).isEqualTo(values(image));
            }
        }
    }

    @Test
    void a_rotation_by_a_quarter_turns_counter_clockwise() {
        Picture image = grey(3, 10, 20, 30, 40, 50, 60, 70, 80, 90);
        assertThat(values(new Rotate(90).apply(image))).containsExactly(30, 60, 90, 20, 50, 80, 10, 40, 70);
        assertThat(values(new Rotate(-90).apply(image))).containsExactly(70, 40, 10, 80, 50, 20, 90, 60, 30);
        assertThat(values(new Rotate(180).apply(image))).containsExactly(90, 80, 70, 60, 50, 40, 30, 20, 10);
    }

    /**
     * Each corner comes from √2 away from the centre along an axis: √2 - 1 of its value is that of the black outside. Each middle of a
     * side comes from √½ right or left and √½ above or below.
     */
    @Test
    void a_rotation_by_an_eighth_is_bilinear_with_black_outside() {
        Picture image = grey(3, 0, 0, 0, 0, 100, 200, 0, 0, 0);
        double near = Math.sqrt(.5);
        double corner = 200 * (2 - Math.sqrt(2));
        double side = (1 - near) * (100 * (1 - near) + 200 * near);
        assertThat(values(new Rotate(45).apply(image)))
                .containsExactly(
                        0,
                        (int) Math.round(side),
                        (int) Math.round(corner),
                        (int) Math.round(100 * (1 - near) * (1 - near)),
                        100,
                        (int) Math.round(side),
                        0,
                        (int) Math.round(100 * (1 - near) * (1 - near)),
                        0);
    }

    @Test
    void a_flip_mirrors_and_a_crop_shifts() {
        Picture image = grey(3, 10, 20, 30, 40, 50, 60);
        assertThat(values(new Flip(true).apply(image))).containsExactly(30, 20, 10, 60, 50, 40);
        assertThat(values(new Crop(1, -1).apply(image))).containsExactly(0, 40, 50, 0, 0, 0);
    }

    /** Rows 1 and 2 and columns 0 and 1 of four each. Pixels lie a quarter and three quarters of the way from one to the next, and not beyond. */
    @Test
    void a_cut_comes_back_to_full_size_bilinear_and_sees_nothing_beside_it() {
        Picture image = grey(4, 255, 255, 255, 255, 0, 40, 255, 255, 80, 120, 255, 255, 255, 255, 255, 255);
        assertThat(values(new ResizedCrop(1, 0, 2, 2).apply(image)))
                .containsExactly(0, 10, 30, 40, 20, 30, 50, 60, 60, 70, 90, 100, 80, 90, 110, 120);
    }

    @Test
    void brightness_contrast_and_saturation_are_factors_that_are_clipped() {
        Picture image = grey(2, 0, 100, 200, 100);
        assertThat(values(new Jitter(1.4, 1, .6).apply(image))).containsExactly(0, 140, 255, 140);
        // about their mean of 100
        assertThat(values(new Jitter(1, .6, 1).apply(image))).containsExactly(40, 100, 160, 100);
        assertThat(values(new Jitter(1, 1.4, 1).apply(image))).containsExactly(0, 100, 240, 100);
        // brightness first: 0, 60, 120, 60, mean 60
        assertThat(values(new Jitter(.6, 1.4, 1).apply(image))).containsExactly(0, 60, 144, 60);
        // grey .299 · 200 + .587 · 100 + .114 · 0 = 118.5
        Picture orange = new Picture(1, 1, 3, new byte[] {(byte) 200, 100, 0});
        assertThat(values(new Jitter(1, 1, .6).apply(orange))).containsExactly(167, 107, 47);
        assertThat(values(new Jitter(1, 1, 1.4).apply(orange))).containsExactly(233, 93, 0);
        // contrast, too, is about that grey
        assertThat(values(new Jitter(1, .6, 1).apply(orange))).containsExactly(167, 107, 47);
    }

    @Property
    void a_cut_lies_within_the_image_and_has_its_share_and_ratio(
            @ForAll @IntRange(min = 8, max = 256) int height,
            @ForAll @IntRange(min = 8, max = 256) int width,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double area,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double ratio) {
        ResizedCrop cut = ResizedCrop.drawn(new double[] {area, ratio, 0, 1 - 0x1p-53}, height, width);
        assertThat(cut.top()).isZero();
        assertThat(cut.left()).isEqualTo(width - cut.width());
        double rows = (double) cut.height() / height;
        double columns = (double) cut.width() / width;
        // a side is rounded by at most half a pixel
        double off = .5 / height + .5 / width;
        assertThat(rows * columns).isCloseTo(.2 + .8 * area, within(1.2 * off));
        assertThat(columns / rows).isBetween(.75 * (1 - 4 * off), 4 / 3. * (1 + 4 * off));
    }

    /** Standard error of a mean of uniform numbers: their range / √(12 draws). */
    @Test
    void numbers_are_spread_evenly_over_their_ranges() {
        evenly(-15, 15, stream -> Rotate.drawn(stream.uniformDouble()).degrees());
        evenly(.6, 1.4, stream -> jitter(stream).brightness());
        evenly(.6, 1.4, stream -> jitter(stream).contrast());
        evenly(.6, 1.4, stream -> jitter(stream).saturation());
        // of 10,000 × 10,000 pixels, so that rounding does not show
        evenly(.2, 1, stream -> {
            ResizedCrop cut = cut(stream);
            return cut.height() * (cut.width() / 1e8);
        });
        evenly(0, 1, stream -> {
            ResizedCrop cut = cut(stream);
            return (cut.top() + .5) / (10_001 - cut.height());
        });
        evenly(0, 1, stream -> {
            ResizedCrop cut = cut(stream);
            return (cut.left() + .5) / (10_001 - cut.width());
        });
        evenly(-Math.log(4 / 3.), Math.log(4 / 3.), stream -> {
            ResizedCrop cut = ResizedCrop.drawn(new double[] {.5, stream.uniformDouble(), 0, 0}, 10_000, 10_000);
            return Math.log((double) cut.width() / cut.height());
        });
        // nine tenths of the area leave no room for more
        evenly(Math.log(.9), -Math.log(.9), stream -> {
            ResizedCrop cut = ResizedCrop.drawn(new double[] {.875, stream.uniformDouble(), 0, 0}, 10_000, 10_000);
            return Math.log((double) cut.width() / cut.height());
        });
    }

    private static void evenly(double low, double high, ToDoubleFunction<Stream> number) {
        Stream stream = Stream.of("draws");
        double[] drawn = IntStream.range(0, DRAWS)
                .mapToDouble(i -> number.applyAsDouble(stream))
                .sorted()
                .toArray();
        double error = (high - low) / Math.sqrt(12. * DRAWS);
        assertThat(IntStream.range(0, DRAWS)
                        .mapToDouble(i -> drawn[i])
                        .average()
                        .orElseThrow())
                .isCloseTo((low + high) / 2, within(4 * error));
        for (int quarter = 0; quarter <= 4; quarter++) {
            double at = drawn[Math.min(DRAWS - 1, quarter * DRAWS / 4)];
            assertThat(at).isCloseTo(low + quarter * (high - low) / 4, within(.02 * (high - low)));
        }
    }

    private static Jitter jitter(Stream stream) {
        return Jitter.drawn(three(stream));
    }

    private static ResizedCrop cut(Stream stream) {
        double[] three = three(stream);
        return ResizedCrop.drawn(new double[] {three[0], three[1], three[2], stream.uniformDouble()}, 10_000, 10_000);
    }

    private static double[] three(Stream stream) {
        return new double[] {stream.uniformDouble(), stream.uniformDouble(), stream.uniformDouble()};
    }

    private static Picture grey(int width, int... values) {
        byte[] pixels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            pixels[i] = (byte) values[i];
        }
        return new Picture(values.length / width, width, 1, pixels);
    }

    private static Picture random(int height, int width, int channels) {
        byte[] pixels = new byte[height * width * channels];
        Stream stream = Stream.of("pixels");
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) stream.below(256);
        }
        return new Picture(height, width, channels, pixels);
    }

    private static int[] values(Picture image) {
        return IntStream.range(0, image.pixels().length)
                .map(i -> image.pixels()[i] & 0xff)
                .toArray();
    }
}
