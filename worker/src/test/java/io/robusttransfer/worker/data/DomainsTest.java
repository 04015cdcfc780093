package io.robusttransfer.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.crds.api.DataFormat;
import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.worker.Failure.WrongInput;
import io.robusttransfer.worker.store.FolderStore;
import io.robusttransfer.worker.store.Store;
import io.robusttransfer.worker.store.StoreLocation.Bucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainsTest {
    private static final String FIELD = "spec.study.source.dataset";
    private static final Domain DOMAIN = new Domain(Written.images(6, 4, 5, 1, 3, 0), Written.images(3, 4, 5, 1, 3, 1));

    @TempDir
    Path folder;

    private Domains domains;

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        domains = new Domains(this::bucket, folder.resolve("cache"));
    }

    /** Buckets are folders here; what a store does over the network is its own test's matter. */
    private Store bucket(Bucket bucket, String name, String field) {
        assertThat(field).isEqualTo(FIELD + ".uri");
        assertThat(name).isEqualTo("lab");
        assertThat(bucket.bucket()).isEqualTo("bucket");
        return new FolderStore(folder.resolve(bucket.prefix()), InstantSource.system());
    }

    @Test
    void drawn_filed_and_stored_images_are_loaded() {
        Written.idx(DOMAIN, folder.resolve("data"), true);
        Written.npz(folder.resolve("data/x.npz"), Written.arrays(DOMAIN), true);
        assertThat(domains.load(FIELD, file("data", DataFormat.IDX))).isEqualTo(DOMAIN);
        assertThat(domains.load(FIELD, file("data/x.npz", DataFormat.NPZ))).isEqualTo(DOMAIN);
        assertThat(domains.load(FIELD, stored("data", DataFormat.IDX))).isEqualTo(DOMAIN);
        assertThat(domains.load(FIELD, stored("data/x.npz", DataFormat.NPZ))).isEqualTo(DOMAIN);
        assertThat(domains.load(FIELD, synthetic("train=10&test=10")).train().count())
                .isEqualTo(10);
    }

    @Test
    void cifar_is_loaded_from_its_folder() throws IOException {
        Images ten = Written.images(10, 32, 32, 3, 10, 0);
        for (String name : Cifar.TEN.files()) {
            Files.write(folder.resolve("data").resolve(name), Written.cifar(ten, false));
        }
        Images hundred = Written.images(100, 32, 32, 3, 100, 0);
        for (String name : Cifar.HUNDRED.files()) {
            Files.write(folder.resolve("data").resolve(name), Written.cifar(hundred, true));
        }
        assertThat(domains.load(FIELD, file("data", DataFormat.CIFAR10)).test()).isEqualTo(ten);
        assertThat(domains.load(FIELD, stored("data", DataFormat.CIFAR100)).test())
                .isEqualTo(hundred);
    }

    @Test
    void an_object_is_brought_once_for_each_of_its_versions() throws IOException {
        Path file = Written.npz(folder.resolve("data/x.npz"), Written.arrays(DOMAIN), true);
        Dataset stored = stored("data/x.npz", DataFormat.NPZ);
        domains.load(FIELD, stored);
        domains.load(FIELD, stored);
        assertThat(cached()).isEqualTo(1);
        Domain turned = new Domain(DOMAIN.test(), DOMAIN.train());
        Written.npz(file, Written.arrays(turned), true);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertThat(domains.load(FIELD, stored)).isEqualTo(turned);
        assertThat(cached()).isEqualTo(2);
    }

    @Test
    void an_identity_changes_with_place_format_and_file_and_with_nothing_else() throws IOException {
        Path file = Written.npz(folder.resolve("data/x.npz"), Written.arrays(DOMAIN), true);
        Written.npz(folder.resolve("data/y.npz"), Written.arrays(DOMAIN), true);
        Dataset x = file("data/x.npz", DataFormat.NPZ);
        String identity = domains.identity(FIELD, x);
        assertThat(identity)
                .matches("[0-9a-f]{64}")
                .isEqualTo(domains.identity("spec.study.targets[0].dataset", x))
                .isNotEqualTo(domains.identity(FIELD, file("data/y.npz", DataFormat.NPZ)))
                .isNotEqualTo(domains.identity(FIELD, stored("data/x.npz", DataFormat.NPZ)));
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertThat(domains.identity(FIELD, x)).isNotEqualTo(identity);
        assertThat(domains.identity(FIELD, synthetic("seed=1")))
                .isEqualTo(domains.identity(FIELD, synthetic("seed=1")))
                .isNotEqualTo(domains.identity(FIELD, synthetic("seed=2")));
    }

    @Test
    void an_absent_dataset_is_told_with_its_field() {
        refused(
                file("data/x.npz", DataFormat.NPZ),
                FIELD
                        + ".uri: 'file:FOLDER/data/x.npz': there is no x.npz in FOLDER/data; format npz means one file that ends in .npz");
        refused(
                stored("data", DataFormat.IDX),
                FIELD
                        + ".uri: 's3://bucket/data': there is no train-images-idx3-ubyte in FOLDER/data; format idx means a folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, each plain or with .gz");
        refused(
                file("data", DataFormat.CIFAR100),
                FIELD
                        + ".uri: 'file:FOLDER/data': there is no train.bin in FOLDER/data; format cifar100 means an unpacked folder with train.bin, test.bin");
    }

    @Test
    void a_file_of_another_format_is_told_by_its_name() {
        refused(
                file("data/x.zip", DataFormat.NPZ),
                FIELD + ".uri: 'file:FOLDER/data/x.zip' is not what format npz means: one file that ends in .npz");
        refused(
                file("data/x.npz", DataFormat.IDX),
                FIELD + ".uri: 'file:FOLDER/data/x.npz' is not what format idx means: a folder with ");
        refused(
                file("cifar-10-binary.tar.gz", DataFormat.CIFAR10),
                FIELD
                        + ".uri: 'file:FOLDER/cifar-10-binary.tar.gz' is not what format cifar10 means: an unpacked folder with data_batch_1.bin, ");
    }

    @ParameterizedTest
    @CsvSource({
        "train-images-idx3-ubyte, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte",
        "train-images.idx3-ubyte, train-labels.idx1-ubyte, t10k-images.idx3-ubyte, t10k-labels.idx1-ubyte",
        "emnist-letters-train-images-idx3-ubyte.gz, emnist-letters-train-labels-idx1-ubyte.gz,"
                + " emnist-letters-test-images-idx3-ubyte, emnist-letters-test-labels-idx1-ubyte"
    })
    void idx_files_are_found_as_people_have_them(String a, String b, String c, String d) throws IOException {
        Path plain = Files.createDirectories(folder.resolve("plain"));
        Path packed = Files.createDirectories(folder.resolve("packed"));
        Written.idx(DOMAIN, plain, false);
        Written.idx(DOMAIN, packed, true);
        List<String> names = List.of(a, b, c, d);
        for (int i = 0; i < names.size(); i++) {
            boolean gz = names.get(i).endsWith(".gz");
            Path file = gz ? packed.resolve(Idx.FILES.get(i) + ".gz") : plain.resolve(Idx.FILES.get(i));
            Files.copy(file, folder.resolve("data").resolve(names.get(i)));
        }
        assertThat(domains.load(FIELD, file("data", DataFormat.IDX))).isEqualTo(DOMAIN);
        assertThat(domains.load(FIELD, stored("data", DataFormat.IDX))).isEqualTo(DOMAIN);
    }

    @Test
    void several_idx_datasets_in_one_folder_are_named() throws IOException {
        Written.idx(DOMAIN, folder.resolve("data"), false);
        for (String name : Idx.FILES) {
            for (String dataset : List.of("emnist-letters-", "emnist-digits-")) {
                Files.copy(folder.resolve("data/" + name), folder.resolve("data/" + dataset + name));
            }
            Files.delete(folder.resolve("data/" + name));
        }
        refused(
                file("data", DataFormat.IDX),
                FIELD + ".uri: 'file:FOLDER/data' holds several datasets (emnist-digits, emnist-letters): put the"
                        + " four files of one into a folder of its own");
    }

    @Test
    void data_that_lie_otherwise_are_told_the_way_out() throws IOException {
        Path below = Files.createDirectories(folder.resolve("data/MNIST/raw"));
        Written.idx(DOMAIN, below, true);
        wayOut(file("data", DataFormat.IDX), "they are in a folder below: write uri: \"file:" + below + "\"");
        Path tar = Files.createFile(folder.resolve("data/cifar-10-binary.tar.gz"));
        wayOut(
                file("data", DataFormat.CIFAR10),
                "unpack it: tar -xf '" + tar + "' -C '" + folder.resolve("data")
                        + "', and name the folder that it makes");
        wayOut(
                file("data/cifar-10-binary.tar.gz", DataFormat.CIFAR10),
                "unpack it: tar -xf '" + tar + "', and name the folder that it makes");
        Path python = Files.createDirectories(folder.resolve("data/cifar-100-python"));
        Files.createFile(python.resolve("train"));
        Files.createFile(python.resolve("test"));
        wayOut(
                file("data/cifar-100-python", DataFormat.CIFAR100),
                "these are of the Python version: write the binary one beside them by running there: python3 -c"
                        + " \"import pickle, numpy; [numpy.column_stack([d[b'coarse_labels'], d[b'fine_labels'],"
                        + " d[b'data']]).astype('uint8').tofile(n + '.bin') for n in ['train', 'test'] for d in"
                        + " [pickle.load(open(n, 'rb'), encoding='bytes')]]\"");
    }

    private void wayOut(Dataset dataset, String remedy) {
        assertThatThrownBy(() -> domains.load(FIELD, dataset))
                .isInstanceOf(WrongInput.class)
                .hasMessageEndingWith("; " + remedy);
    }

    @Test
    void a_damaged_object_is_told_by_its_place_not_by_the_cache_s() throws IOException {
        Map<String, byte[]> arrays = Written.arrays(DOMAIN);
        arrays.put("train_labels", Written.npy(1, "|u1", "(5,)", new byte[5]));
        Written.npz(folder.resolve("data/x.npz"), arrays, true);
        refused(
                stored("data/x.npz", DataFormat.NPZ),
                FIELD
                        + ".uri: FOLDER/data/x.npz, array train_images has 6 images, but FOLDER/data/x.npz, array train_labels has 5 labels; give one label for each image");
    }

    private void refused(Dataset dataset, String message) {
        assertThatThrownBy(() -> domains.load(FIELD, dataset))
                .isInstanceOf(WrongInput.class)
                .hasMessageStartingWith(message.replace("FOLDER", folder.toString()));
    }

    private long cached() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private Dataset file(String path, DataFormat format) {
        return new Dataset("file:" + folder.resolve(path), null, null, format, null, null, null, null);
    }

    private static Dataset stored(String path, DataFormat format) {
        return new Dataset("s3://bucket/" + path, null, "lab", format, null, null, null, null);
    }

    private static Dataset synthetic(String knobs) {
        return new Dataset("synthetic://digits?" + knobs, null, null, null, null, null, null, null);
    }
}
