package io.robusttransfer.worker.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Corruption;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.random.Stream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShiftTest {
    private static final int[] SEVERITIES = {1, 2, 3, 4, 5};
    private static final int SIDE = 200;

    /** Those that draw a number for every value, so that equal channels become unequal. */
    private static final Set<Corruption> EACH_VALUE =
            EnumSet.of(Corruption.GAUSSIAN_NOISE, Corruption.SHOT_NOISE, Corruption.IMPULSE_NOISE);

    @Test
    void normal_noise_has_the_published_deviations() {
        double[] deviations = {.04, .06, .08, .09, .10};
        for (int severity : SEVERITIES) {
            double[] values = of(Corruption.GAUSSIAN_NOISE, severity, flat(.5));
            assertThat(mean(values)).isCloseTo(.5, within(4 * deviations[severity - 1] / SIDE));
            assertThat(deviation(values)).isCloseTo(deviations[severity - 1], within(.02 * deviations[severity - 1]));
        }
    }

    /** Of a Poisson number of n v photons, over n: the mean is v, the variance v / n. */
    @Test
    void shot_noise_has_the_mean_and_variance_of_photons() {
        double[] photons = {500, 250, 100, 75, 50};
        for (int severity : SEVERITIES) {
            for (double value : new double[] {.02, .6}) {
                double n = photons[severity - 1];
                double[] values = of(Corruption.SHOT_NOISE, severity, flat(value));
                assertThat(mean(values)).isCloseTo(value, within(4 * Math.sqrt(value / n) / SIDE));
                assertThat(deviation(values)).isCloseTo(Math.sqrt(value / n), within(.03 * Math.sqrt(value / n)));
                assertThat(Arrays.stream(values)).allMatch(each -> Math.abs(each * n - Math.rint(each * n)) < 1e-9);
            }
        }
        assertThat(of(Corruption.SHOT_NOISE, 5, flat(0))).containsOnly(0);
    }

    @Test
    void impulses_are_black_and_white_alike_often() {
        double[] shares = {.01, .02, .03, .05, .07};
        for (int severity : SEVERITIES) {
            double[] values = of(Corruption.IMPULSE_NOISE, severity, flat(.5));
            double share = shares[severity - 1];
            double error = 4 * Math.sqrt(share / 2) / SIDE;
            assertThat(share(values, 0)).isCloseTo(share / 2, within(error));
            assertThat(share(values, 1)).isCloseTo(share / 2, within(error));
            assertThat(share(values, .5) + share(values, 0) + share(values, 1)).isEqualTo(1, within(1e-12));
        }
    }

    /** A disk of one pixel under a Gaussian of deviation .5: e^-2 beside 1. */
    @Test
    void a_lens_out_of_focus_spreads_a_point_over_its_disk() {
        double beside = Math.exp(-2);
        double[][] kernel = new DefocusBlur(.4, .5).kernel();
        double middle = 1 / (1 + 2 * beside);
        assertThat(kernel[1][1]).isCloseTo(middle * middle, within(1e-12));
        assertThat(kernel[0][1]).isCloseTo(middle * middle * beside, within(1e-12));
        // five pixels within a radius of 1, nine within 1.5, hardly softened
        assertThat(new DefocusBlur(1, .01).kernel()[2]).containsExactly(0, .2, .2, .2, 0);
        assertThat(new DefocusBlur(1.5, .01).kernel()[1]).containsExactly(0, 1. / 9, 1. / 9, 1. / 9, 0);
    }

    @Test
    void glass_moves_pixels_to_where_others_were() {
        Raster image = random(16, 16, 3);
        double[] moved =
                Shift.of(Corruption.GLASS_BLUR, 1).apply(image, stream()).values();
        assertThat(moved).isNotEqualTo(image.values());
        assertThat(Arrays.stream(moved).sorted().toArray())
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(Arrays.stream(image.values()).sorted().toArray());
    }

    /** To the right by e^(-i² / 2σ²) of its 2 r + 1 pixels, and so a point leaves a trail at its left. */
    @Test
    void motion_leaves_half_a_bell_on_one_side() {
        Raster image = new Raster(1, 9, 1, new double[] {0, 0, 0, 0, 0, 0, 1, 0, 0});
        double[] weights =
                IntStream.range(0, 5).mapToDouble(i -> Math.exp(-i * i / 8.)).toArray();
        double sum = Arrays.stream(weights).sum();
        assertThat(new MotionBlur(2, 2).along(image, 0).values())
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(
                        0, 0, weights[4] / sum, weights[3] / sum, weights[2] / sum, weights[1] / sum, 1 / sum, 0, 0);
        Raster upright = new Raster(9, 1, 1, image.values());
        assertThat(new MotionBlur(2, 2).along(upright, 90).values())
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(new MotionBlur(2, 2).along(image, 0).values());
    }

    /** Of four pixels two are kept, twice as large: 1, 1⅓, 1⅔, 2. */
    @Test
    void zooming_enlarges_the_middle() {
        Raster image = new Raster(1, 4, 1, new double[] {9, 1, 2, 9});
        assertThat(new Zoom(1).of(random(8, 8, 1)).values())
                .isEqualTo(random(8, 8, 1).values());
        Raster high = Raster.of(4, 4, 1, (y, x, c) -> image.at(0, x, 0));
        assertThat(Arrays.copyOf(new Zoom(2).of(high).values(), 4))
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(1, 4. / 3, 5. / 3, 2);
    }

    @Test
    void brightness_raises_the_largest_channel_and_keeps_the_hue() {
        Raster image = new Raster(1, 2, 3, new double[] {.8, .4, .2, 0, 0, 0});
        assertThat(new Brightness(.1).apply(image, stream()).values())
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(.9, .45, .225, .1, .1, .1);
        assertThat(new Brightness(.3).apply(image, stream()).values())
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(1, .5, .25, .3, .3, .3);
    }

    @Test
    void contrast_shrinks_distances_from_the_mean_of_each_channel() {
        Raster image = new Raster(1, 2, 2, new double[] {.2, .9, .6, .1});
        assertThat(new Contrast(.5).apply(image, stream()).values())
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(.3, .7, .5, .3);
    }

    /** Thickness t over a white image: (1 + t p) / (1 + t) for heights p from 0 to 1. */
    @Test
    void fog_is_the_plasma_scaled_by_the_brightest_value() {
        double[] values = new Fog(1, 2).apply(flat(1, 16), stream()).values();
        assertThat(Arrays.stream(values).min().orElseThrow()).isEqualTo(.5, within(1e-12));
        assertThat(Arrays.stream(values).max().orElseThrow()).isEqualTo(1, within(1e-12));
        assertThat(new Fog(1, 2).apply(flat(0, 16), stream()).values()).containsOnly(0);
    }

    /** Nothing is stretched and nothing tilted; a map through three points is found again. */
    @Test
    void an_elastic_transform_by_nothing_is_the_image() {
        Raster image = random(12, 9, 3);
        assertThat(new ElasticTransform(0, 0, 0).apply(image, stream()).values())
                .usingComparatorWithPrecision(1e-9)
                .containsExactly(image.values());
        ElasticTransform.Affine affine = ElasticTransform.Affine.between(
                new double[][] {{0, 0}, {1, 0}, {0, 1}}, new double[][] {{5, 7}, {7, 8}, {4, 10}});
        assertThat(affine.x(3, 2)).isCloseTo(5 + 2 * 2 - 3, within(1e-12));
        assertThat(affine.y(3, 2)).isCloseTo(7 + 2 + 3 * 3, within(1e-12));
    }

    /** Four pixels become two, each the mean of two, and these four again. */
    @Test
    void fewer_pixels_are_means_over_boxes() {
        Raster image = new Raster(1, 4, 1, new double[] {0, .2, .4, .8});
        Raster high = Raster.of(4, 4, 1, (y, x, c) -> image.at(0, x, 0));
        double[] row = Arrays.copyOf(new Pixelate(.5).apply(high, stream()).values(), 4);
        assertThat(row).usingComparatorWithPrecision(.6 / 255).containsExactly(.1, .1, .6, .6);
        assertThat(new Pixelate(1).apply(high, stream()).values())
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(high.values());
    }

    /** At quality 50 the first step is 16, the mean of a block times 8: means are kept to a level. */
    @Test
    void a_compression_keeps_a_flat_block_and_loses_what_is_smaller_than_a_step() {
        for (int level : new int[] {0, 77, 128, 255}) {
            Raster block = flat(level / 255., 8);
            double[] kept = new JpegCompression(50).apply(block, stream()).values();
            assertThat(Arrays.stream(kept)).allMatch(each -> Math.abs(each * 255 - level) <= 1);
            assertThat(Arrays.stream(kept).distinct().toArray()).hasSize(1);
        }
        // a chequered board of one level either way: its frequencies are below half of their steps
        Raster fine = Raster.of(8, 8, 1, (y, x, c) -> (128 + ((x + y) % 2 == 0 ? 1 : -1)) / 255.);
        assertThat(new JpegCompression(50).apply(fine, stream()).values()).containsOnly(128 / 255.);
        assertThat(new JpegCompression(100).apply(fine, stream()).values())
                .usingComparatorWithPrecision(1.1 / 255)
                .containsExactly(fine.values());
    }

    @Test
    void a_translation_is_by_sixteenths_of_the_side_and_repeats_the_border() {
        Raster image = Raster.of(16, 16, 1, (y, x, c) -> x);
        for (int severity : SEVERITIES) {
            double[] row = Arrays.copyOf(
                    Shift.of(Corruption.TRANSLATE, severity)
                            .apply(image, stream())
                            .values(),
                    16);
            int by = severity;
            double[] left = IntStream.range(0, 16)
                    .mapToDouble(x -> Math.min(15, x + by))
                    .toArray();
            double[] right =
                    IntStream.range(0, 16).mapToDouble(x -> Math.max(0, x - by)).toArray();
            double[] still = IntStream.range(0, 16).mapToDouble(x -> x).toArray();
            assertThat(row)
                    .satisfiesAnyOf(
                            found -> assertThat(found).isEqualTo(left),
                            found -> assertThat(found).isEqualTo(right),
                            found -> assertThat(found).isEqualTo(still));
        }
        Set<Double> corners = new TreeSet<>();
        Raster places = Raster.of(16, 16, 1, (y, x, c) -> 16 * y + x);
        for (int i = 0; i < 60; i++) {
            corners.add(
                    new Translate(2 / 16.).apply(places, Stream.of("test", i)).at(8, 8, 0));
        }
        assertThat(corners).containsExactly(16 * 6 + 8., 16 * 8 + 6., 16 * 8 + 10., 16 * 10 + 8.);
    }

    @Test
    void uneven_light_adds_at_one_end_what_it_takes_at_the_other() {
        Raster lit = new Gradient(.3).apply(flat(.5, 9), stream());
        assertThat(mean(lit.values())).isCloseTo(.5, within(1e-12));
        assertThat(Arrays.stream(lit.values()).max().orElseThrow()).isCloseTo(.8, within(1e-12));
        assertThat(Arrays.stream(lit.values()).min().orElseThrow()).isCloseTo(.2, within(1e-12));
        assertThat(lit.at(4, 4, 0)).isCloseTo(.5, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource
    void every_change_leaves_valid_images_of_every_shape_that_are_others_than_before(Corruption kind) {
        for (int[] shape : new int[][] {{8, 8, 1}, {16, 16, 1}, {28, 20, 1}, {33, 32, 3}}) {
            Images images = images(4, shape[0], shape[1], shape[2]);
            for (int severity : SEVERITIES) {
                Images changed = Shift.of(kind, severity).images(images, new int[] {5, 6, 7, 8}, "test");
                assertThat(changed.stride()).isEqualTo(images.stride());
                assertThat(changed.labels()).isEqualTo(images.labels());
                // eight pixels times 1.05 are eight
                boolean zoomedByNothing = kind == Corruption.ZOOM_BLUR && severity == 1 && shape[0] == 8;
                assertThat(Arrays.equals(changed.pixels(), images.pixels())).isEqualTo(zoomedByNothing);
                assertThat(Arrays.stream(of(kind, severity, Raster.of(images, 0))))
                        .allMatch(Double::isFinite);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_happens_to_an_image_depends_on_its_place_alone(Corruption kind) {
        Images images = images(3, 16, 16, 1);
        Images together = Shift.of(kind, 3).images(images, new int[] {4, 9, 2}, "test");
        Images alone = Shift.of(kind, 3).images(images.select(1), new int[] {9}, "test");
        assertThat(together.select(1)).isEqualTo(alone);
    }

    @ParameterizedTest
    @EnumSource
    void a_grey_image_fares_as_a_colour_one_with_equal_channels(Corruption kind) {
        if (EACH_VALUE.contains(kind)) {
            return;
        }
        Raster grey = random(16, 16, 1);
        Raster colour = Raster.of(16, 16, 3, (y, x, c) -> grey.at(y, x, 0));
        for (int severity : SEVERITIES) {
            Raster one = Shift.of(kind, severity).apply(grey, stream());
            Raster three = Shift.of(kind, severity).apply(colour, stream());
            assertThat(three.values())
                    .usingComparatorWithPrecision(1e-9)
                    .containsExactly(
                            Raster.of(16, 16, 3, (y, x, c) -> one.at(y, x, 0)).values());
        }
    }

    private static Stream stream() {
        return Stream.of("test");
    }

    private static double[] of(Corruption kind, int severity, Raster image) {
        return Shift.of(kind, severity).apply(image, stream()).values();
    }

    private static Raster flat(double value) {
        return flat(value, SIDE);
    }

    private static Raster flat(double value, int side) {
        return Raster.of(side, side, 1, (y, x, c) -> value);
    }

    private static Images images(int count, int height, int width, int channels) {
        byte[] pixels = new byte[count * height * width * channels];
        Stream stream = Stream.of("images");
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (20 + stream.below(200));
        }
        return new Images(count, height, width, channels, 1, pixels, new int[count]);
    }

    private static Raster random(int height, int width, int channels) {
        return Raster.of(images(1, height, width, channels), 0);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values)
                .map(each -> (each - mean) * (each - mean))
                .average()
                .orElseThrow());
    }

    private static double share(double[] values, double value) {
        return DoubleStream.of(values).filter(each -> each == value).count() / (double) values.length;
    }
}
