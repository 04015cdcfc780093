package io.robusttransfer.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticTest {
    private static final String FIELD = "spec.study.source.dataset.uri";

    @Test
    void default_sets_have_the_sizes_of_the_study_and_equal_shares() {
        Domain digits = Synthetic.parse(FIELD, "synthetic://digits").domain();
        Domain letters = Synthetic.parse(FIELD, "synthetic://letters").domain();
        assertThat(digits.train().perClass()).containsOnly(300);
        assertThat(digits.test().perClass()).containsOnly(100);
        assertThat(letters.train().perClass()).containsOnly(50);
        assertThat(letters.test().perClass()).containsOnly(100);
        System.out.println(digits.digest() + " " + letters.digest());
    }

    /** A contact sheet for the eye: target/digits.png, target/letters.png; a row per class. */
    @ParameterizedTest
    @ValueSource(strings = {"digits", "letters"})
    void a_contact_sheet_has_a_row_per_class(String alphabet) throws IOException {
        int zoom = 3;
        Images images =
                Synthetic.parse(FIELD, "synthetic://" + alphabet).domain().test();
        BufferedImage sheet = new BufferedImage(16 * 20 * zoom, 16 * 10 * zoom, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 200; i++) {
            for (int p = 0; p < 256 * zoom * zoom; p++) {
                int x = p % (16 * zoom);
                int y = p / (16 * zoom);
                int value = images.pixels()[i * 256 + y / zoom * 16 + x / zoom] & 0xff;
                sheet.getRaster().setSample(i / 10 * 16 * zoom + x, i % 10 * 16 * zoom + y, 0, value);
            }
        }
        Path file = Path.of("target", alphabet + ".png");
        Files.createDirectories(file.getParent());
        assertThat(ImageIO.write(sheet, "png", file.toFile())).isTrue();
        assertThat(Arrays.copyOf(images.labels(), 10)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
}
