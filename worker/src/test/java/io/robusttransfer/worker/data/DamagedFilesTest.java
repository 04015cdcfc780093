package io.robusttransfer.worker.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.worker.Failure.WrongInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DamagedFilesTest {
    private static final Domain DOMAIN = new Domain(Written.images(6, 4, 5, 1, 3, 0), Written.images(3, 4, 5, 1, 3, 1));
    private static final byte[] ARRAY = Written.imageArray(DOMAIN.train());

    @TempDir
    Path folder;

    @Test
    void an_idx_file_that_is_cut_off() {
        idx(Idx.TRAIN_IMAGES, bytes -> Arrays.copyOf(bytes, bytes.length - 1));
        refused(
                this::readIdx,
                "train-images-idx3-ubyte: ends after 119 of the 120 bytes of 6 images of 4×5; it is cut off: copy or download it again");
        idx(Idx.TEST_LABELS, bytes -> Arrays.copyOf(bytes, 6));
        refused(
                this::readIdx,
                "t10k-labels-idx1-ubyte: ends after 2 of the 4 bytes of its header; it is cut off: copy or download it again");
    }

    @Test
    void an_idx_file_that_goes_on() {
        idx(Idx.TRAIN_LABELS, bytes -> Arrays.copyOf(bytes, bytes.length + 1));
        refused(
                this::readIdx,
                "train-labels-idx1-ubyte: goes on after 6 labels; it is not what it says it is: copy or download it again");
    }

    @Test
    void an_idx_file_of_something_else() {
        idx(Idx.TRAIN_IMAGES, bytes -> Written.idx(0x801, new byte[6], 6));
        refused(
                this::readIdx,
                "train-images-idx3-ubyte: begins with 00000801, but an IDX file of images (three dimensions of bytes) begins with 00000803; check that the file is what its name says");
    }

    @Test
    void an_idx_header_that_promises_more_than_memory_holds() {
        idx(Idx.TRAIN_IMAGES, bytes -> Written.idx(0x803, new byte[6], 6, 1 << 30, 1 << 30));
        refused(
                this::readIdx,
                "train-images-idx3-ubyte: 6 images of 1073741824×1073741824 would take 6917529027641081856 bytes; at most 2147483639 fit: use fewer or smaller images");
        idx(Idx.TRAIN_IMAGES, bytes -> Written.idx(0x803, new byte[6], -6, 4, 5));
        refused(
                this::readIdx,
                "train-images-idx3-ubyte: says it has -6 images; it is damaged: copy or download it again");
    }

    @Test
    void idx_files_of_different_counts_and_shapes() {
        idx(Idx.TRAIN_LABELS, bytes -> Written.idx(0x801, new byte[5], 5));
        refused(
                this::readIdx,
                "train-images-idx3-ubyte has 6 images, but FOLDER/train-labels-idx1-ubyte has 5 labels; give one label for each image");
        idx(Idx.TEST_IMAGES, bytes -> Written.idx(0x803, new byte[60], 3, 5, 4));
        refused(
                this::readIdx,
                "train-labels-idx1-ubyte is of images of 4×5 pixels and 1 channel, but FOLDER/t10k-labels-idx1-ubyte of images of 5×4 pixels and 1 channel; give both parts the same shape");
        idx(Idx.TEST_LABELS, bytes -> Written.idx(0x801, new byte[0], 0));
        idx(Idx.TEST_IMAGES, bytes -> Written.idx(0x803, new byte[0], 0, 4, 5), false);
        refused(this::readIdx, "t10k-labels-idx1-ubyte: holds no images; give at least one of each class");
    }

    @Test
    void a_packed_file_that_is_none_or_is_cut_off() throws IOException {
        Written.idx(DOMAIN, folder, true);
        Path labels = folder.resolve(Idx.TRAIN_LABELS + ".gz");
        byte[] whole = Files.readAllBytes(labels);
        Files.write(labels, Arrays.copyOf(whole, whole.length - 9));
        refused(
                this::readPackedIdx,
                ".gz: is damaged (Unexpected end of ZLIB input stream); copy or download it again");
        Files.writeString(labels, "<html>not found</html>");
        refused(this::readPackedIdx, ".gz: is damaged (Not in GZIP format); copy or download it again");
    }

    @Test
    void an_absent_file() {
        refused(this::readIdx, "train-labels-idx1-ubyte: there is no such file; give the path of one");
        refused(() -> Npz.read(folder.resolve("x.npz")), "x.npz: there is no such file; give the path of an .npz file");
        refused(
                () -> Cifar.HUNDRED.read(List.of(folder.resolve("train.bin"), folder.resolve("test.bin"))),
                "train.bin: there is no such file; give the folder with train.bin, test.bin");
    }

    @Test
    void a_cifar_file_that_is_cut_off_or_of_the_other_cifar() throws IOException {
        Images images = Written.images(100, 32, 32, 3, 100, 0);
        Path file = folder.resolve("train.bin");
        Files.write(file, Arrays.copyOf(Written.cifar(images, true), 5000));
        refused(
                () -> Cifar.HUNDRED.read(List.of(file, file)),
                "train.bin: has 5000 bytes, which is no whole number of CIFAR-100's records of 3074 bytes; it is cut off or of another format: copy or download it again, or check dataset.format");
        Files.write(file, Written.cifar(images, false));
        refused(
                () -> Cifar.TEN.read(List.of(file, file)),
                "train.bin: the label of image 10 is 10; CIFAR-10 has labels from 0 to 9: check dataset.format");
    }

    @Test
    void an_archive_that_is_none() throws IOException {
        Path file = Files.writeString(folder.resolve("x.npz"), "no zip");
        refused(
                () -> Npz.read(file),
                "x.npz: is no NPZ archive, or is cut off (zip END header not found); write it with numpy.savez_compressed, or copy it again");
        byte[] whole = Files.readAllBytes(Written.npz(file, Written.arrays(DOMAIN), true));
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        refused(() -> Npz.read(file), "x.npz: is no NPZ archive, or is cut off");
        npz(
                Map.of("train_images", Arrays.copyOf(ARRAY, ARRAY.length - 1)),
                "train_images: ends after 119 of the 120 bytes of the array (6, 4, 5, 1); it is cut off");
        npz(Map.of("train_images", new byte[] {1, 2, 3, 4, 5, 6}), "is no NumPy array; write it with numpy.savez");
    }

    @Test
    void an_archive_without_a_test_part_is_told_how_to_make_one() {
        Path file = folder.resolve("x.npz");
        Map<String, byte[]> arrays = Written.arrays(DOMAIN);
        arrays.keySet().removeAll(List.of("test_images", "test_labels"));
        Written.npz(file, arrays, true);
        refused(
                () -> Npz.read(file),
                "x.npz: holds the arrays [train_images, train_labels] and has no test part; write train_images,"
                        + " train_labels, test_images and test_labels, for a fifth to test on by: i ="
                        + " numpy.random.default_rng(0).permutation(len(train_images)); n = len(i) // 5;"
                        + " numpy.savez_compressed(\"x.npz\", train_images=train_images[i[n:]],"
                        + " train_labels=train_labels[i[n:]], test_images=train_images[i[:n]],"
                        + " test_labels=train_labels[i[:n]])");
        Written.npz(file, Map.of("arr_0", ARRAY), true);
        refused(
                () -> Npz.read(file),
                "x.npz: holds the arrays [arr_0] and is not named as expected; write train_images");
    }

    @Test
    void images_of_another_type_or_shape() {
        npz(
                Map.of("train_images", Written.npy(1, "<f4", "(6, 4, 5, 1)", new byte[480])),
                "array train_images: has numbers of type <f4; images are of uint8; they go from 0 to 0: write (train_images * 255).round().astype(numpy.uint8), alike for both parts");
        npz(
                Map.of("train_images", Written.npy(1, "<i8", "(6, 4, 5, 1)", new byte[960])),
                "has numbers of type <i8; images are of uint8; they go from 0 to 0: write train_images.astype(numpy.uint8) * 255, alike for both parts");
        npz(
                Map.of("train_images", Written.npy(1, "|u1", "(0, 4, 5)", new byte[0])),
                "has the shape (0, 4, 5), no image; give at least one of every class");
        npz(
                Map.of("train_images", Written.npy(1, "|u1", "(6, 20)", new byte[120])),
                "has the shape (6, 20); images are (N, height, width), (N, height, width, 1) or (N, height, width, 3)");
        npz(
                Map.of("train_images", Written.npy(1, "|u1", "(6, 3, 4, 5)", new byte[360])),
                "has the shape (6, 3, 4, 5); images are (N, height, width), (N, height, width, 1) or (N, height, width, 3): write train_images.transpose(0, 2, 3, 1)");
        npz(
                Map.of("train_images", Written.npy(1, "|u1", "(6, 4, 5, 4)", new byte[480])),
                ": write train_images[..., :3]");
        npz(
                Map.of(
                        "train_images",
                        Written.npy(1, "{'descr': [('a', '|u1')], 'fortran_order': False, 'shape': (6,), }\n", ARRAY)),
                "does not tell numbers of one type; write plain arrays with numpy.savez_compressed");
        npz(Map.of("train_images", Written.npy(4, "|u1", "(6, 4, 5)", ARRAY)), "is of version 4 of NumPy's format");
    }

    @Test
    void labels_that_are_none() {
        labels(
                "<i8",
                "(6,)",
                Written.numbers(new int[] {0, 1, -1, 0, 1, 2}, ByteOrder.LITTLE_ENDIAN, 8),
                "array train_labels: the label of image 2 is -1; labels are whole numbers from 0 to 999");
        labels(
                "|i1",
                "(6,)",
                Written.bytes(0, 1, 2, 0, 1, 200),
                "array train_labels: the label of image 5 is -56; labels are whole numbers from 0 to 999");
        labels(
                "<u4",
                "(6,)",
                Written.numbers(new int[] {0, 1, 2, 0, 1, 1000}, ByteOrder.LITTLE_ENDIAN, 4),
                "array train_labels: the label of image 5 is 1000; labels are whole numbers from 0 to 999");
        labels(
                "<f8",
                "(6,)",
                new byte[48],
                "has numbers of type <f8; labels are whole numbers: write train_labels.astype(numpy.int64)");
        labels(
                "<f8",
                "(6, 3)",
                new byte[144],
                "has the shape (6, 3); write one label for each image, (N) or (N, 1); data with several labels for an image are not supported");
        labels(
                "|u1",
                "(6, 3)",
                Written.bytes(1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1),
                "has the shape (6, 3); write one label for each image, (N) or (N, 1): from one-hot rows by train_labels.argmax(1)");
        labels("|u1", "(1, 6)", new byte[6], "(N) or (N, 1): write train_labels.ravel()");
        labels(
                "<f4",
                "(6,)",
                ByteBuffer.allocate(24)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(0.5f)
                        .array(),
                "labels are whole numbers: give a class for each image, not a number such as 0.5");
        labels(
                "<U4",
                "(6,)",
                new byte[96],
                "labels are whole numbers: write train_labels, test_labels ="
                        + " numpy.split(numpy.unique(numpy.concatenate([train_labels, test_labels]),"
                        + " return_inverse=True)[1], [len(train_labels)])");
        labels(
                "|u1",
                "(5,)",
                new byte[5],
                "array train_images has 6 images, but FOLDER/x.npz, array train_labels has 5 labels; give one label for each image");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b1 | 0, 1   | train_images.astype(numpy.uint8) * 255",
                "i1 | -3, 90 | (train_images.astype(numpy.int16) + 128).astype(numpy.uint8)",
                "i1 | 0, 90  | train_images.astype(numpy.uint8)",
                "u2 | 0, 255 | train_images.astype(numpy.uint8)",
                "u2 | 7, 4095 | (train_images // 16).astype(numpy.uint8)",
                "u2 | 7, 65535 | (train_images // 257).astype(numpy.uint8)",
                "i4 | -1000, 4000 | ((train_images - (-1000)) * (255 / 5000)).round().astype(numpy.uint8)",
                "i8 | 0, 100000 | ((train_images - (0)) * (255 / 100000)).round().astype(numpy.uint8)",
                "f2 | 0, 1 | (train_images * 255).round().astype(numpy.uint8)",
                "f4 | 0, 0.5 | (train_images * 255).round().astype(numpy.uint8)",
                "f4 | -1, 1 | ((train_images + 1) * 127.5).round().astype(numpy.uint8)",
                "f8 | 0, 254.6 | train_images.round().astype(numpy.uint8)",
                "f8 | -2.5, 2.5 | ((train_images - (-2.5)) * (255 / 5)).round().astype(numpy.uint8)",
                "f8 | 0, NaN | numpy.nan_to_num(train_images) first"
            })
    void images_of_other_numbers_are_told_what_fits_their_range(String type, String values, String remedy) {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            double[] range = Arrays.stream(values.split(","))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            String descr = (type.endsWith("1") ? "|" : order == ByteOrder.BIG_ENDIAN ? ">" : "<") + type;
            npz(
                    Map.of("train_images", Written.npy(1, descr, "(6, 4, 5)", Written.range(type, order, range, 120))),
                    " write " + remedy);
        }
    }

    @Test
    void images_of_other_axes_and_sizes_are_told_how_to_turn_them() {
        npz(
                Map.of("train_images", Written.npy(1, "|u1", "(4, 5, 3, 6)", new byte[360])),
                ": write train_images.transpose(3, 0, 1, 2)");
        npz(
                Map.of("train_images", Written.npy(1, "|u1", "(6, 784)", new byte[6 * 784])),
                ": write train_images.reshape(-1, 28, 28)");
        npz(
                Map.of("train_images", Written.npy(1, "|u1", "(6, 3072)", new byte[6 * 3072])),
                ": write train_images.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1) where all red values come first");
        npz(
                Map.of("train_images", Written.npy(1, "|O", "(6,)", new byte[9])),
                "write numpy.stack([numpy.asarray(PIL.Image.fromarray(i).resize((32, 32))) for i in train_images])");
    }

    private void labels(String descr, String shape, byte[] content, String message) {
        npz(Map.of("train_labels", Written.npy(1, descr, shape, content)), message);
    }

    /** Refused when these arrays stand in the place of good ones. */
    private void npz(Map<String, byte[]> bad, String message) {
        Map<String, byte[]> arrays = Written.arrays(DOMAIN);
        arrays.putAll(bad);
        Path file = Written.npz(folder.resolve("x.npz"), arrays, true);
        refused(() -> Npz.read(file), message);
    }

    private void refused(ThrowingCallable read, String message) {
        assertThatThrownBy(read)
                .isInstanceOf(WrongInput.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageContaining(message.replace("FOLDER", folder.toString()));
    }

    private interface Change {
        byte[] apply(byte[] bytes);
    }

    private void idx(String name, Change change) {
        idx(name, change, true);
    }

    private void idx(String name, Change change, boolean fresh) {
        if (fresh) {
            Written.idx(DOMAIN, folder, false);
        }
        try {
            Path file = folder.resolve(name);
            Files.write(file, change.apply(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readIdx() {
        read("");
    }

    private void readPackedIdx() {
        read(".gz");
    }

    private void read(String ending) {
        List<Path> files =
                Idx.FILES.stream().map(name -> folder.resolve(name + ending)).toList();
        Idx.read(files.get(0), files.get(1), files.get(2), files.get(3));
    }
}
