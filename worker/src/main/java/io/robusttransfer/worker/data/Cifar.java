package io.robusttransfer.worker.data;

import io.robusttransfer.worker.Failure.WrongInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The binary versions of CIFAR-10 and CIFAR-100: records of label bytes and a red, a green and a blue plane of 32×32. */
enum Cifar {
    TEN(
            10,
            1,
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"),
            "test_batch.bin"),
    /** A coarse label, which is not read, before the fine one. */
    HUNDRED(100, 2, List.of("train.bin"), "test.bin");

    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final int CHANNELS = 3;

    private final int classes;
    private final int labelBytes;
    private final List<String> train;
    private final String test;

    Cifar(int classes, int labelBytes, List<String> train, String test) {
        this.classes = classes;
        this.labelBytes = labelBytes;
        this.train = train;
        this.test = test;
    }

    /** The names of its files, the test file last. */
    List<String> files() {
        List<String> files = new ArrayList<>(train);
        files.add(test);
        return files;
    }

    /** @param files in the order of {@link #files} */
    Domain read(List<Path> files) {
        int last = files.size() - 1;
        return RawPart.domain(part(files.subList(0, last)), part(files.subList(last, last + 1)), classes);
    }

    private RawPart part(List<Path> files) {
        int record = labelBytes + CHANNELS * PLANE;
        int count = 0;
        for (Path file : files) {
            count += records(file, record);
        }
        int size = Math.multiplyExact(count, CHANNELS * PLANE);
        byte[] pixels = Memory.take(files.get(0) + ": images", size, () -> new byte[size]);
        int[] labels = new int[count];
        int image = 0;
        for (Path file : files) {
            try (FileInput in = FileInput.open(file)) {
                for (int i = records(file, record); i > 0; i--) {
                    byte[] bytes = in.read(record, "a record");
                    labels[image] = label(file, image, bytes[labelBytes - 1] & 0xff);
                    interleave(bytes, pixels, image * CHANNELS * PLANE);
                    image++;
                }
            }
        }
        return new RawPart(files.get(0).toString(), count, SIDE, SIDE, CHANNELS, pixels, labels);
    }

    private int label(Path file, int image, int label) {
        if (label >= classes) {
            throw new WrongInput(
                    "%s: the label of image %d is %d; CIFAR-%d has labels from 0 to %d: check dataset.format"
                            .formatted(file, image, label, classes, classes - 1));
        }
        return label;
    }

    private void interleave(byte[] record, byte[] pixels, int start) {
        for (int p = 0; p < PLANE; p++) {
            for (int c = 0; c < CHANNELS; c++) {
                pixels[start + p * CHANNELS + c] = record[labelBytes + c * PLANE + p];
            }
        }
    }

    private int records(Path file, int record) {
        if (!Files.isRegularFile(file)) {
            throw new WrongInput(file + ": there is no such file; give the folder with " + String.join(", ", files()));
        }
        try {
            long size = Files.size(file);
            if (size == 0 || size % record != 0) {
                throw new WrongInput(
                        "%s: has %d bytes, which is no whole number of CIFAR-%d's records of %d bytes; it is cut off or of another format: copy or download it again, or check dataset.format"
                                .formatted(file, size, classes, record));
            }
            return Math.toIntExact(size / record);
        } catch (IOException e) {
            throw FileInput.unreadable(file.toString(), e);
        }
    }
}
