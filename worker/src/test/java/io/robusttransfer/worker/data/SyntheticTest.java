package io.robusttransfer.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.worker.Failure.WrongInput;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticTest {
    private static final String FIELD = "spec.study.source.dataset.uri";

    @ParameterizedTest
    @CsvSource({
        "synthetic://digits, b315af0f102cec19fbb604bdd17fdb46dec75ca6f7a33c5b93d3a1085acd726b",
        "synthetic://letters, ac7013a76935b2954d7590a1213697af0c9c5f82c29dc9d55ed8e3f7d8826289",
    })
    void every_platform_draws_the_same_pixels(String uri, String digest) {
        assertThat(domain(uri).digest()).isEqualTo(digest);
    }

    @Test
    void default_sets_have_the_sizes_of_the_study_and_equal_shares() {
        Domain digits = domain("synthetic://digits");
        Domain letters = domain("synthetic://letters");
        assertThat(digits.train().perClass()).containsOnly(300).hasSize(10);
        assertThat(digits.test().perClass()).containsOnly(100);
        assertThat(letters.train().perClass()).containsOnly(50);
        assertThat(letters.test().perClass()).containsOnly(100);
        assertThat(digits.train()).hasToString("3000 images of 16×16×1 in 10 classes");
    }

    @Test
    void a_larger_set_begins_with_the_smaller_one() {
        Images small = domain("synthetic://digits?train=20&test=10").train();
        Images large = domain("synthetic://digits?train=35&test=10").train();
        assertThat(Arrays.copyOf(large.pixels(), small.pixels().length)).isEqualTo(small.pixels());
        assertThat(large.perClass()).containsExactly(4, 4, 4, 4, 4, 3, 3, 3, 3, 3);
    }

    @Test
    void seeds_parts_and_alphabets_are_different_draws() {
        Domain zero = domain("synthetic://digits?train=20&test=20&seed=0");
        assertThat(zero).isEqualTo(domain("synthetic://digits?test=20&train=20"));
        assertThat(zero.train()).isNotEqualTo(zero.test());
        assertThat(zero.train())
                .isNotEqualTo(
                        domain("synthetic://digits?train=20&test=20&seed=1").train());
        assertThat(zero.train())
                .isNotEqualTo(domain("synthetic://letters?train=20&test=20").train());
    }

    @Test
    void the_spelling_of_a_number_does_not_change_the_content() {
        assertThat(domain("synthetic://digits?train=20&test=10&noise=0.060").digest())
                .isEqualTo(domain("synthetic://digits?test=10&train=20").digest());
    }

    @Test
    void brittle_adds_a_pattern_of_its_size_that_is_the_class_s_own_at_every_seed() {
        int[][] ofSeedZero = patterns("digits", 0);
        int[][] ofSeedOne = patterns("digits", 1);
        int[][] ofLetters = patterns("letters", 0);
        for (int label = 0; label < 10; label++) {
            assertThat(Arrays.stream(ofSeedZero[label]).map(Math::abs).boxed().collect(Collectors.toSet()))
                    .contains(26)
                    .isSubsetOf(0, 25, 26);
            assertThat(agreement(ofSeedZero[label], ofSeedOne[label])).isEqualTo(1);
            assertThat(agreement(ofSeedZero[label], ofSeedZero[(label + 1) % 10]))
                    .isBetween(.3, .7);
            assertThat(agreement(ofSeedZero[label], ofLetters[label])).isBetween(.3, .7);
        }
    }

    @Test
    void knobs_change_what_they_say() {
        Images plain = domain("synthetic://digits?train=100&test=10&noise=0&clutter=0&brittle=0")
                .train();
        assertThat(domain("synthetic://digits?train=100&test=10&size=28")
                        .train()
                        .stride())
                .isEqualTo(28 * 28);
        assertThat(roughness(domain("synthetic://digits?train=100&test=10&noise=0.2&clutter=0&brittle=0")
                        .train()))
                .isGreaterThan(2 * roughness(plain));
        assertThat(mean(domain("synthetic://digits?train=100&test=10&noise=0&clutter=10&brittle=0")
                        .train()))
                .isGreaterThan(mean(plain) + 4);
        // paper up to .25, ink up to 1
        assertThat(mean(plain) / 255).isBetween(.15, .4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "synthetic://digits?colour=1 | in \"synthetic://digits?colour=1\" colour is unknown; knobs are seed, train, test, size, noise, clutter, brittle",
                "synthetic://digits?noise=2 | in \"synthetic://digits?noise=2\" noise is 2; give a decimal from 0 to 1",
                "synthetic://digits?noise=-0.1 | in \"synthetic://digits?noise=-0.1\" noise is -0.1; give a decimal from 0 to 1",
                "synthetic://digits?brittle=x | in \"synthetic://digits?brittle=x\" brittle is \"x\"; give a decimal from 0 to 1",
                "synthetic://digits?train=5 | in \"synthetic://digits?train=5\" train is 5; give a whole number from 10 to 100000",
                "synthetic://digits?train=1e3 | in \"synthetic://digits?train=1e3\" train is \"1e3\"; give a whole number from 10 to 100000",
                "synthetic://digits?size=128 | in \"synthetic://digits?size=128\" size is 128; give a whole number from 8 to 64",
                "synthetic://digits?seed=-1 | in \"synthetic://digits?seed=-1\" seed is -1; give a whole number from 0 to 2147483647",
                "synthetic://digits?seed=1&seed=2 | in \"synthetic://digits?seed=1&seed=2\" seed is given twice; give it once",
                "synthetic://digits?seed | in \"synthetic://digits?seed\" seed has no value; write seed=…; knobs are seed, train, test, size, noise, clutter, brittle",
                "synthetic://runes | \"synthetic://runes\" names no built-in data; write synthetic://digits or synthetic://letters",
                "synthetic://digits/x | \"synthetic://digits/x\" names no built-in data; write synthetic://digits or synthetic://letters",
                "synthetic://digits?a b | \"synthetic://digits?a b\" is no URI (Illegal character in query); write synthetic://digits?seed=0",
            })
    void a_wrong_knob_is_told_with_its_value_and_what_is_allowed(String uri, String message) {
        assertThatThrownBy(() -> Synthetic.parse(FIELD, uri))
                .isInstanceOf(WrongInput.class)
                .hasMessage(FIELD + ": " + message);
    }

    /** A contact sheet for the eye: target/digits.png and target/letters.png, a row per class. */
    @ParameterizedTest
    @ValueSource(strings = {"digits", "letters"})
    void a_contact_sheet_is_drawn(String alphabet) throws IOException {
        int zoom = 3;
        Images images = domain("synthetic://" + alphabet).test();
        BufferedImage sheet = new BufferedImage(16 * 20 * zoom, 16 * 10 * zoom, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 200; i++) {
            for (int p = 0; p < 256 * zoom * zoom; p++) {
                int x = p % (16 * zoom);
                int y = p / (16 * zoom);
                int value = images.pixels()[i * 256 + y / zoom * 16 + x / zoom] & 0xff;
                sheet.getRaster().setSample(i / 10 * 16 * zoom + x, i % 10 * 16 * zoom + y, 0, value);
            }
        }
        Path file = Files.createDirectories(Path.of("target")).resolve(alphabet + ".png");
        assertThat(ImageIO.write(sheet, "png", file.toFile())).isTrue();
        assertThat(Arrays.copyOf(images.labels(), 10)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    private static Domain domain(String uri) {
        return Synthetic.parse(FIELD, uri).domain();
    }

    /** What brittle=0.1 adds to the first image of each class, in pixel values. */
    private static int[][] patterns(String alphabet, int seed) {
        String uri = "synthetic://" + alphabet + "?train=10&test=10&noise=0&clutter=0&seed=" + seed + "&brittle=";
        byte[] with = domain(uri + "0.1").train().pixels();
        byte[] without = domain(uri + "0").train().pixels();
        int[][] patterns = new int[10][256];
        for (int p = 0; p < with.length; p++) {
            int difference = (with[p] & 0xff) - (without[p] & 0xff);
            boolean clipped = (with[p] & 0xff) == 0 || (with[p] & 0xff) == 255;
            patterns[p / 256][p % 256] = clipped ? 0 : difference;
        }
        return patterns;
    }

    /** Share of equal signs where both have one. */
    private static double agreement(int[] a, int[] b) {
        int same = 0;
        int all = 0;
        for (int i = 0; i < a.length; i++) {
            same += a[i] * b[i] > 0 ? 1 : 0;
            all += a[i] * b[i] != 0 ? 1 : 0;
        }
        return (double) same / all;
    }

    private static double mean(Images images) {
        double sum = 0;
        for (byte pixel : images.pixels()) {
            sum += pixel & 0xff;
        }
        return sum / images.pixels().length;
    }

    private static double roughness(Images images) {
        double sum = 0;
        for (int i = 1; i < images.pixels().length; i++) {
            sum += Math.abs((images.pixels()[i] & 0xff) - (images.pixels()[i - 1] & 0xff));
        }
        return sum / images.pixels().length;
    }
}
