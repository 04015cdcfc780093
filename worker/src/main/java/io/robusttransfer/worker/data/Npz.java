package io.robusttransfer.worker.data;

import io.robusttransfer.worker.Failure.WrongInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * NumPy's archive of arrays, named as MedMNIST names them (train_images, train_labels, test_images, test_labels; its
 * validation part is not read) or as Keras does (x_train, y_train, x_test, y_test).
 */
final class Npz {
    private static final List<Names> NAMINGS = List.of(
            new Names("train_images", "train_labels", "test_images", "test_labels"),
            new Names("x_train", "y_train", "x_test", "y_test"));

    private Npz() {}

    private record Names(String trainImages, String trainLabels, String testImages, String testLabels) {
        List<String> all() {
            return List.of(trainImages, trainLabels, testImages, testLabels);
        }
    }

    static Domain read(Path file) {
        return read(file, zip -> {
            Names names = names(file, arrays(zip));
            return RawPart.domain(
                    part(file, zip, names.trainImages, names.trainLabels),
                    part(file, zip, names.testImages, names.testLabels),
                    1);
        });
    }

    /** The test part alone. */
    static RawPart test(Path file) {
        return read(file, zip -> {
            Set<String> arrays = arrays(zip);
            Names names = NAMINGS.stream()
                    .filter(each -> arrays.contains(each.testImages) && arrays.contains(each.testLabels))
                    .findFirst()
                    .orElseThrow(() -> new WrongInput(file + ": holds the arrays " + arrays
                            + " and no test part; write numpy.savez_compressed(\"" + file.getFileName()
                            + "\", test_images=x, test_labels=y)"));
            return part(file, zip, names.testImages, names.testLabels);
        });
    }

    private interface Reader<T> {
        T of(ZipFile zip) throws IOException;
    }

    private static <T> T read(Path file, Reader<T> reader) {
        if (!Files.isRegularFile(file)) {
            throw new WrongInput(file + ": there is no such file; give the path of an .npz file");
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return reader.of(zip);
        } catch (IOException e) {
            throw new WrongInput(
                    "%s: is no NPZ archive, or is cut off (%s); write it with numpy.savez_compressed, or copy it again"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static Set<String> arrays(ZipFile zip) {
        Set<String> arrays = new TreeSet<>();
        zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith(".npy"))
                .forEach(name -> arrays.add(name.substring(0, name.length() - ".npy".length())));
        return arrays;
    }

    private static Names names(Path file, Set<String> arrays) {
        for (Names names : NAMINGS) {
            if (arrays.containsAll(names.all())) {
                return names;
            }
        }
        for (Names names : NAMINGS) {
            if (arrays.contains(names.trainImages) && arrays.contains(names.trainLabels)) {
                throw wrong(file, arrays, "has no test part", names.trainImages, names.trainLabels);
            }
        }
        throw wrong(file, arrays, "is not named as expected", "x", "y");
    }

    private static WrongInput wrong(Path file, Set<String> arrays, String what, String x, String y) {
        return new WrongInput(("%s: holds the arrays %s and %s; write train_images, train_labels, test_images and"
                        + " test_labels, for a fifth to test on by: i = numpy.random.default_rng(0).permutation(len(%4$s));"
                        + " n = len(i) // 5; numpy.savez_compressed(\"%6$s\", train_images=%4$s[i[n:]],"
                        + " train_labels=%5$s[i[n:]], test_images=%4$s[i[:n]], test_labels=%5$s[i[:n]])")
                .formatted(file, arrays, what, x, y, file.getFileName()));
    }

    private static RawPart part(Path file, ZipFile zip, String images, String labels) throws IOException {
        try (FileInput x = open(file, zip, images);
                FileInput y = open(file, zip, labels)) {
            return NumpyPart.read(x, y);
        }
    }

    private static FileInput open(Path file, ZipFile zip, String array) throws IOException {
        ZipEntry entry = zip.getEntry(array + ".npy");
        return new FileInput(place(file, array), zip.getInputStream(entry), entry.getSize());
    }

    private static String place(Path file, String array) {
        return file + ", array " + array;
    }
}
