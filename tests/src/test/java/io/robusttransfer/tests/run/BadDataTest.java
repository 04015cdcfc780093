package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Data that is wrong ends a run in 2, before anything is computed; what was finished before stays. */
@Timeout(300)
class BadDataTest {
    private static final int RECORD = 1 + 3 * 32 * 32;

    @TempDir
    Path folder;

    @Test
    void a_truncated_cifar_file() throws IOException {
        writeCifar();
        Path second = folder.resolve("cifar/data_batch_2.bin");
        Files.write(second, Arrays.copyOf(Files.readAllBytes(second), 10 * RECORD - 100));
        refused("{uri: \"file:cifar\", format: cifar10}", "data_batch_2.bin", String.valueOf(10 * RECORD - 100));
    }

    @Test
    void a_label_of_cifar_out_of_range() throws IOException {
        writeCifar();
        Path test = folder.resolve("cifar/test_batch.bin");
        byte[] bytes = Files.readAllBytes(test);
        bytes[3 * RECORD] = 10;
        Files.write(test, bytes);
        refused("{uri: \"file:cifar\", format: cifar10}", "test_batch.bin", "label", "10");
    }

    @Test
    void a_truncated_idx_file() throws IOException {
        Path idx = folder.resolve("idx");
        IdxFiles.write(IdxFiles.of(20, 20, 8), idx);
        Path images = idx.resolve("train-images-idx3-ubyte");
        Files.write(images, Arrays.copyOf(Files.readAllBytes(images), 16 + 20 * 64 - 1));
        refused("{uri: \"file:idx\", format: idx}", "train-images-idx3-ubyte: ends after 1279 of the 1280 bytes");
    }

    @Test
    void data_that_is_not_there() {
        refused("{uri: \"file:nowhere\", format: cifar10}", "'file:nowhere': there is no data_batch_1.bin in");
    }

    @Test
    void an_npz_without_a_test_part() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("mine.npz")))) {
            npy(zip, "x_train", "(20, 8, 8, 1)", 20 * 64);
            npy(zip, "y_train", "(20,)", 20);
        }
        refused(
                "{uri: \"file:mine.npz\", format: npz}",
                "mine.npz: holds the arrays [x_train, y_train] and has no test part");
    }

    private void refused(String dataset, String... says) {
        StoredResults results = FinishedRun.tiny().results();
        String file = SmallManifest.tiny().withTarget(dataset).write(folder, "bad");
        Program.run(folder, "run", file, "--store", results.store().location())
                .as(2)
                .says("bad.yaml: spec.study.targets[0].dataset.uri: ")
                .says(says);
        assertThat(results.stages()).hasSize(8);
        assertThat(results.names("experiments/")).noneMatch(name -> name.contains("/bad/"));
    }

    private void writeCifar() throws IOException {
        Path cifar = Files.createDirectories(folder.resolve("cifar"));
        Random random = new Random(0);
        for (String name : new String[] {
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin",
            "test_batch.bin"
        }) {
            byte[] bytes = new byte[10 * RECORD];
            random.nextBytes(bytes);
            for (int i = 0; i < 10; i++) {
                bytes[i * RECORD] = (byte) i;
            }
            Files.write(cifar.resolve(name), bytes);
        }
    }

    private static void npy(ZipOutputStream zip, String name, String shape, int bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        String header = "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }";
        header += " ".repeat(118 - header.length() - 1) + "\n";
        OutputStream out = zip;
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[bytes]);
    }
}
