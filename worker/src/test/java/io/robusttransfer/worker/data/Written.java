package io.robusttransfer.worker.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Data files as other programs write them. */
final class Written {
    private Written() {}

    /** Images whose bytes follow from their place, labels 0, 1, … in turn. */
    static Images images(int count, int height, int width, int channels, int classes, int offset) {
        byte[] pixels = new byte[count * height * width * channels];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (7 * i + offset);
        }
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % classes;
        }
        return new Images(count, height, width, channels, classes, pixels, labels);
    }

    static byte[] idx(int magic, byte[] content, int... lengths) {
        ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * lengths.length + content.length);
        buffer.putInt(magic);
        for (int length : lengths) {
            buffer.putInt(length);
        }
        return buffer.put(content).array();
    }

    static void idx(Domain domain, Path folder, boolean packed) {
        put(folder, Idx.TRAIN_IMAGES, idxImages(domain.train()), packed);
        put(
                folder,
                Idx.TRAIN_LABELS,
                idx(0x801, bytes(domain.train().labels()), domain.train().count()),
                packed);
        put(folder, Idx.TEST_IMAGES, idxImages(domain.test()), packed);
        put(
                folder,
                Idx.TEST_LABELS,
                idx(0x801, bytes(domain.test().labels()), domain.test().count()),
                packed);
    }

    private static byte[] idxImages(Images images) {
        return idx(0x803, images.pixels(), images.count(), images.height(), images.width());
    }

    private static void put(Path folder, String name, byte[] bytes, boolean packed) {
        try {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            try (OutputStream out = packed ? new GZIPOutputStream(content) : content) {
                out.write(bytes);
            }
            Files.write(folder.resolve(packed ? name + ".gz" : name), content.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param coarse whether a coarse label comes before the fine one */
    static byte[] cifar(Images images, boolean coarse) {
        int record = (coarse ? 2 : 1) + 3072;
        byte[] bytes = new byte[images.count() * record];
        for (int i = 0; i < images.count(); i++) {
            if (coarse) {
                bytes[i * record] = 19;
            }
            int start = (i + 1) * record - 3072;
            bytes[start - 1] = (byte) images.labels()[i];
            for (int p = 0; p < 3072; p++) {
                bytes[start + p % 3 * 1024 + p / 3] = images.pixels()[i * 3072 + p];
            }
        }
        return bytes;
    }

    /** One array; versions differ in how long a header they can tell. */
    static byte[] npy(int version, String descr, String shape, byte[] content) {
        return npy(
                version, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n".formatted(descr, shape), content);
    }

    static byte[] npy(int version, String header, byte[] content) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(12 + text.length + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) version)
                .put((byte) 0);
        if (version == 1) {
            buffer.putShort((short) text.length);
        } else {
            buffer.putInt(text.length);
        }
        buffer.put(text).put(content);
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    /** Numbers of one byte order and width. */
    static byte[] numbers(int[] labels, ByteOrder order, int width) {
        ByteBuffer buffer = ByteBuffer.allocate(labels.length * width).order(order);
        for (int label : labels) {
            switch (width) {
                case 1 -> buffer.put((byte) label);
                case 2 -> buffer.putShort((short) label);
                case 4 -> buffer.putInt(label);
                default -> buffer.putLong(label);
            }
        }
        return buffer.array();
    }

    /** So many numbers of a NumPy type, the first and the last as given, zeros between them. */
    static byte[] range(String type, ByteOrder order, double[] range, int count) {
        int width = type.charAt(1) - '0';
        ByteBuffer buffer = ByteBuffer.allocate(count * width).order(order);
        double[] at = {range[0], range[1]};
        for (int i = 0; i < at.length; i++) {
            int place = i * (count - 1) * width;
            switch (type) {
                case "f2" -> buffer.putShort(place, (short) (at[i] == 0 ? 0 : 0x3c00));
                case "f4" -> buffer.putFloat(place, (float) at[i]);
                case "f8" -> buffer.putDouble(place, at[i]);
                case "i8" -> buffer.putLong(place, (long) at[i]);
                case "i4" -> buffer.putInt(place, (int) at[i]);
                case "u2" -> buffer.putShort(place, (short) (int) at[i]);
                default -> buffer.put(place, (byte) (int) at[i]);
            }
        }
        return buffer.array();
    }

    /** The four arrays of a domain under MedMNIST's names, labels as int64. */
    static Map<String, byte[]> arrays(Domain domain) {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("train_images", imageArray(domain.train()));
        arrays.put("train_labels", labelArray(domain.train()));
        arrays.put("test_images", imageArray(domain.test()));
        arrays.put("test_labels", labelArray(domain.test()));
        return arrays;
    }

    static byte[] imageArray(Images images) {
        String shape = "(%d, %d, %d, %d)".formatted(images.count(), images.height(), images.width(), images.channels());
        return npy(1, "|u1", shape, images.pixels());
    }

    static byte[] labelArray(Images images) {
        return npy(1, "<i8", "(" + images.count() + ",)", numbers(images.labels(), ByteOrder.LITTLE_ENDIAN, 8));
    }

    static Path npz(Path file, Map<String, byte[]> arrays, boolean packed) {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
                if (!packed) {
                    CRC32 crc = new CRC32();
                    crc.update(array.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(array.getValue().length);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(array.getValue());
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(int... labels) {
        return numbers(labels, ByteOrder.BIG_ENDIAN, 1);
    }
}
