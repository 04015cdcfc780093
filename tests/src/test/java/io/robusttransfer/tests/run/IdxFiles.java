package io.robusttransfer.tests.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A dataset in the four files of MNIST: grey squares with a pattern, labels 0, 1, … 9, 0, … */
public final class IdxFiles {
    private IdxFiles() {}

    /** Contents by names of files. */
    public static Map<String, byte[]> of(int train, int test, int side) {
        return Map.of(
                "train-images-idx3-ubyte", images(train, side),
                "train-labels-idx1-ubyte", labels(train),
                "t10k-images-idx3-ubyte", images(test, side),
                "t10k-labels-idx1-ubyte", labels(test));
    }

    static void write(Map<String, byte[]> files, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
    }

    private static byte[] images(int number, int side) {
        ByteBuffer file = ByteBuffer.allocate(16 + number * side * side);
        file.putInt(0x803).putInt(number).putInt(side).putInt(side);
        while (file.hasRemaining()) {
            file.put((byte) (file.position() * 31));
        }
        return file.array();
    }

    private static byte[] labels(int number) {
        ByteBuffer file = ByteBuffer.allocate(8 + number);
        file.putInt(0x801).putInt(number);
        for (int i = 0; i < number; i++) {
            file.put((byte) (i % 10));
        }
        return file.array();
    }
}
