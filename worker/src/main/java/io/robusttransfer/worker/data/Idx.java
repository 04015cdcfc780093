package io.robusttransfer.worker.data;

import io.robusttransfer.worker.Failure.WrongInput;
import java.nio.file.Path;
import java.util.List;

/** The format of MNIST: a folder of four files, each plain or packed (.gz). */
final class Idx {
    static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    static final String TEST_LABELS = "t10k-labels-idx1-ubyte";
    static final List<String> FILES = List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);

    /** Unsigned bytes in three dimensions. */
    private static final int IMAGES = 0x0803;
    /** Unsigned bytes in one dimension. */
    private static final int LABELS = 0x0801;

    private Idx() {}

    static Domain read(Path trainImages, Path trainLabels, Path testImages, Path testLabels) {
        return RawPart.domain(part(trainImages, trainLabels), part(testImages, testLabels), 1);
    }

    static RawPart part(Path imageFile, Path labelFile) {
        int[] labels = labels(labelFile);
        try (FileInput in = FileInput.open(imageFile)) {
            requireMagic(in, IMAGES, "an IDX file of images (three dimensions of bytes)");
            int count = length(in, "images");
            int height = length(in, "rows");
            int width = length(in, "columns");
            RawPart.requireSameCount(imageFile.toString(), count, labelFile.toString(), labels.length);
            if (height == 0 || width == 0) {
                throw new WrongInput("%s: its images have %d×%d pixels; give images of at least 1×1"
                        .formatted(in.name(), height, width));
            }
            String what = "%d images of %d×%d".formatted(count, height, width);
            byte[] pixels = in.read(product(count, height, width), what);
            in.requireEnd(what);
            return new RawPart(labelFile.toString(), count, height, width, 1, pixels, labels);
        }
    }

    private static int[] labels(Path file) {
        try (FileInput in = FileInput.open(file)) {
            requireMagic(in, LABELS, "an IDX file of labels (one dimension of bytes)");
            int count = length(in, "labels");
            byte[] bytes = in.read(count, count + " labels");
            in.requireEnd(count + " labels");
            int[] labels = new int[count];
            for (int i = 0; i < count; i++) {
                labels[i] = bytes[i] & 0xff;
            }
            return labels;
        }
    }

    private static void requireMagic(FileInput in, int magic, String what) {
        int found = in.readInt("its header");
        if (found != magic) {
            throw new WrongInput(
                    "%s: begins with %08x, but %s begins with %08x; check that the file is what its name says"
                            .formatted(in.name(), found, what, magic));
        }
    }

    private static int length(FileInput in, String what) {
        int length = in.readInt("its header");
        if (length < 0) {
            throw new WrongInput("%s: says it has %d %s; it is damaged: copy or download it again"
                    .formatted(in.name(), length, what));
        }
        return length;
    }

    /** Saturates, so that a bogus header is found too large. */
    private static long product(long count, long height, long width) {
        long image = height * width;
        return image != 0 && count > Long.MAX_VALUE / image ? Long.MAX_VALUE : count * image;
    }
}
