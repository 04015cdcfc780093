package io.robusttransfer.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
    private Path folder;

    @BeforeTry
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("formats");
    }

    @AfterTry
    void removeFolder() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Property(tries = 40)
    void idx_and_npz_of_the_same_images_are_the_same_domain_with_the_same_digest(
            @ForAll @IntRange(min = 2, max = 12) int classes,
            @ForAll @IntRange(min = 1, max = 9) int height,
            @ForAll @IntRange(min = 1, max = 9) int width,
            @ForAll @IntRange(max = 255) int offset,
            @ForAll boolean packed) {
        Domain domain = new Domain(
                Written.images(3 * classes, height, width, 1, classes, offset),
                Written.images(classes + 1, height, width, 1, classes, offset + 1));
        Written.idx(domain, folder, packed);
        List<Path> files = Idx.FILES.stream()
                .map(name -> folder.resolve(packed ? name + ".gz" : name))
                .toList();
        Domain idx = Idx.read(files.get(0), files.get(1), files.get(2), files.get(3));
        Domain npz = Npz.read(Written.npz(folder.resolve("x.npz"), Written.arrays(domain), packed));
        assertThat(idx).isEqualTo(domain);
        assertThat(npz).isEqualTo(domain);
        assertThat(npz.digest()).isEqualTo(idx.digest()).isEqualTo(domain.digest());
    }

    @Property(tries = 60)
    void labels_of_any_width_sign_order_and_header_version_are_read(
            @ForAll @IntRange(min = 1, max = 3) int version,
            @ForAll @IntRange(max = 3) int power,
            @ForAll boolean bigEndian,
            @ForAll boolean unsigned,
            @ForAll boolean column,
            @ForAll boolean packed) {
        Domain domain = new Domain(Written.images(260, 2, 3, 3, 120, 0), Written.images(120, 2, 3, 3, 120, 1));
        ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        int width = 1 << power;
        String descr = (width == 1 ? "|" : bigEndian ? ">" : "<") + (unsigned ? "u" : "i") + width;
        Map<String, byte[]> arrays = Written.arrays(domain);
        arrays.put(
                "train_labels",
                Written.npy(
                        version,
                        descr,
                        column ? "(260, 1)" : "(260,)",
                        Written.numbers(domain.train().labels(), order, width)));
        assertThat(Npz.read(Written.npz(folder.resolve("x.npz"), arrays, packed)))
                .isEqualTo(domain);
    }

    @Property(tries = 20)
    void images_that_are_stored_column_by_column_are_the_same_images(
            @ForAll @IntRange(min = 1, max = 5) int height, @ForAll @IntRange(min = 1, max = 5) int width) {
        Domain domain =
                new Domain(Written.images(6, height, width, 3, 3, 0), Written.images(3, height, width, 3, 3, 1));
        byte[] rows = domain.train().pixels();
        byte[] columns = new byte[rows.length];
        for (int i = 0; i < 6; i++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    for (int c = 0; c < 3; c++) {
                        columns[i + 6 * (y + height * (x + width * c))] = rows[((i * height + y) * width + x) * 3 + c];
                    }
                }
            }
        }
        Map<String, byte[]> arrays = Written.arrays(domain);
        String shape = "(6L, %dL, %dL, 3L)".formatted(height, width);
        arrays.put(
                "train_images",
                Written.npy(1, "{'descr': '|u1', 'fortran_order': True, 'shape': " + shape + ", }\n", columns));
        assertThat(Npz.read(Written.npz(folder.resolve("x.npz"), arrays, true))).isEqualTo(domain);
    }

    @Property(tries = 10)
    void cifar_records_become_interleaved_pixels_and_fine_labels(@ForAll @IntRange(max = 255) int offset)
            throws IOException {
        List<Path> ten = new ArrayList<>();
        for (String name : Cifar.TEN.files()) {
            ten.add(Files.write(folder.resolve(name), Written.cifar(Written.images(10, 32, 32, 3, 10, offset), false)));
        }
        Domain domain = Cifar.TEN.read(ten);
        Images batch = Written.images(10, 32, 32, 3, 10, offset);
        assertThat(domain.test()).isEqualTo(batch);
        assertThat(domain.train().count()).isEqualTo(50);
        assertThat(domain.train().select(10, 11, 12, 13, 14, 15, 16, 17, 18, 19))
                .isEqualTo(batch);

        Images hundred = Written.images(100, 32, 32, 3, 100, offset);
        Path train = Files.write(folder.resolve("train.bin"), Written.cifar(hundred, true));
        assertThat(Cifar.HUNDRED.read(List.of(train, train)).test()).isEqualTo(hundred);
    }

    /** Written by NumPy 2.4: one packed with labels of uint8 (N, 1), one plain with labels of big-endian int32 and of int64. */
    @ParameterizedTest
    @ValueSource(strings = {"medmnist.npz", "keras.npz"})
    void what_numpy_wrote_is_read(String name) throws URISyntaxException {
        Domain domain = Npz.read(Path.of(FormatsTest.class.getResource(name).toURI()));
        assertThat(domain).isEqualTo(new Domain(Written.images(6, 3, 2, 3, 3, 0), Written.images(3, 3, 2, 3, 3, 5)));
    }

    @Test
    void a_digest_changes_with_any_pixel_label_shape_or_part() {
        Images images = Written.images(4, 2, 3, 1, 2, 0);
        String digest = new Domain(images, images).digest();
        byte[] pixels = images.pixels().clone();
        pixels[23]++;
        int[] labels = {0, 1, 0, 0};
        Images otherPixel = new Images(4, 2, 3, 1, 2, pixels, images.labels());
        Images otherLabel = new Images(4, 2, 3, 1, 2, images.pixels(), labels);
        Images turned = new Images(4, 3, 2, 1, 2, images.pixels(), images.labels());
        assertThat(List.of(
                        new Domain(otherPixel, images).digest(),
                        new Domain(images, otherPixel).digest(),
                        new Domain(otherLabel, images).digest(),
                        new Domain(turned, turned).digest()))
                .doesNotContain(digest)
                .doesNotHaveDuplicates();
        assertThat(digest).matches("[0-9a-f]{64}");
    }
}
