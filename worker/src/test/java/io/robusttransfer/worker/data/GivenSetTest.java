package io.robusttransfer.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.crds.api.GivenFormat;
import io.robusttransfer.crds.api.GivenImages;
import io.robusttransfer.worker.Failure.WrongInput;
import io.robusttransfer.worker.store.FolderStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenSetTest {
    private static final String FIELD = "spec.study.evaluation.shifts.given[0].dataset";
    private static final Images COLOUR = Written.images(10, 4, 5, 3, 5, 3);
    private static final Images GREY = Written.images(6, 4, 5, 1, 3, 3);

    @TempDir
    Path folder;

    private Domains domains;

    @BeforeEach
    void domains() {
        domains = new Domains(
                (bucket, name, field) -> new FolderStore(folder.resolve(bucket.prefix()), InstantSource.system()),
                folder.resolve("cache"));
    }

    @Test
    void arrays_are_read_as_cifar_10_c_and_mnist_c_are_published() throws IOException {
        write("fog.npy", Written.imageArray(COLOUR));
        write("labels.npy", Written.labelArray(COLOUR));
        assertThat(images("fog.npy", GivenFormat.NPY)).isEqualTo(COLOUR);
        Files.createDirectories(folder.resolve("fog"));
        write("fog/test_images.npy", Written.imageArray(GREY));
        write("fog/test_labels.npy", Written.labelArray(GREY));
        assertThat(images("fog/test_images.npy", GivenFormat.NPY)).isEqualTo(GREY);
    }

    @Test
    void archives_and_mnist_s_files_need_no_training_part() {
        Domain domain = new Domain(GREY, GREY);
        Map<String, byte[]> arrays = Written.arrays(domain);
        arrays.keySet().removeIf(name -> name.startsWith("train"));
        Written.npz(folder.resolve("fog.npz"), arrays, true);
        assertThat(images("fog.npz", GivenFormat.NPZ)).isEqualTo(GREY);
        Written.idx(domain, folder, true);
        folder.resolve(Idx.TRAIN_IMAGES + ".gz").toFile().delete();
        assertThat(images("", GivenFormat.IDX)).isEqualTo(GREY);
        arrays.remove("test_labels");
        Written.npz(folder.resolve("half.npz"), arrays, true);
        assertThatThrownBy(() -> images("half.npz", GivenFormat.NPZ))
                .isInstanceOf(WrongInput.class)
                .hasMessageContaining("holds the arrays [test_images] and no test part");
    }

    @Test
    void what_is_drawn_and_what_a_bucket_has_are_read_alike() throws IOException {
        GivenImages drawn = new GivenImages("synthetic://digits?test=20&noise=0.3", null, null);
        assertThat(domains.given(FIELD, drawn).images())
                .isEqualTo(Synthetic.parse("", drawn.uri()).domain().test());
        Files.createDirectories(folder.resolve("data"));
        write("data/fog.npy", Written.imageArray(COLOUR));
        write("data/labels.npy", Written.labelArray(COLOUR));
        assertThat(domains.given(FIELD, new GivenImages("s3://bucket/data/fog.npy", "lab", GivenFormat.NPY))
                        .images())
                .isEqualTo(COLOUR);
    }

    @Test
    void its_identity_changes_with_its_labels() throws IOException {
        write("fog.npy", Written.imageArray(COLOUR));
        write("labels.npy", Written.labelArray(COLOUR));
        String before = set("fog.npy", GivenFormat.NPY).identity();
        assertThat(set("fog.npy", GivenFormat.NPY).identity()).isEqualTo(before);
        write("labels.npy", Written.labelArray(Written.images(11, 4, 5, 3, 5, 3)));
        assertThat(set("fog.npy", GivenFormat.NPY).identity()).isNotEqualTo(before);
    }

    @Test
    void labels_that_are_not_there_are_asked_for_by_name() throws IOException {
        write("fog.npy", Written.imageArray(COLOUR));
        assertThatThrownBy(() -> set("fog.npy", GivenFormat.NPY).identity())
                .hasMessageContaining(FIELD + ".uri: ")
                .hasMessageContaining("there is no labels.npy in ")
                .hasMessageContaining("labels in labels.npy beside it");
        write("labels.npy", Written.labelArray(GREY));
        assertThatThrownBy(() -> images("fog.npy", GivenFormat.NPY))
                .hasMessageContaining("fog.npy has 10 images, but ")
                .hasMessageContaining("labels.npy has 6 labels");
    }

    @Test
    void advice_on_an_array_of_its_own_names_its_file() throws IOException {
        write("labels.npy", Written.labelArray(GREY));
        write("fog.npy", Written.npy(1, "<f4", "(6, 4, 5, 1)", new byte[480]));
        assertThatThrownBy(() -> images("fog.npy", GivenFormat.NPY))
                .hasMessageEndingWith(": write (numpy.load(\"fog.npy\") * 255).round().astype(numpy.uint8)")
                .hasMessageNotContaining("both parts");
        write("fog.npy", new byte[80]);
        assertThatThrownBy(() -> images("fog.npy", GivenFormat.NPY))
                .hasMessageEndingWith("fog.npy: is no NumPy array; write it with numpy.save");
        write("labels.npy", Written.npy(1, "<U1", "(6,)", new byte[24]));
        assertThatThrownBy(() -> images("fog.npy", GivenFormat.NPY))
                .hasMessageEndingWith("write the whole numbers that the domain's own labels are");
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }

    private Images images(String name, GivenFormat format) {
        return set(name, format).images();
    }

    private GivenSet set(String name, GivenFormat format) {
        return domains.given(FIELD, new GivenImages("file:" + folder.resolve(name), null, format));
    }
}
