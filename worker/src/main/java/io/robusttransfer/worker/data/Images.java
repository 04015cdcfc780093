package io.robusttransfer.worker.data;

import java.util.Arrays;

/**
 * Images of one split, decoded: uint8 pixels in the order N×H×W×C, and a label in 0..classes-1 for each. The arrays are
 * not copied (CIFAR-10 is 180 MB) and are never written to after construction.
 */
public record Images(int count, int height, int width, int channels, int classes, byte[] pixels, int[] labels) {
    public Images {
        if (count < 0 || height < 1 || width < 1 || channels < 1 || classes < 1) {
            throw new IllegalArgumentException(
                    "no images of shape %d×%d×%d×%d in %d classes".formatted(count, height, width, channels, classes));
        }
        if (pixels.length != (long) count * height * width * channels || labels.length != count) {
            throw new IllegalArgumentException("%d pixels and %d labels are not %d images of %d×%d×%d"
                    .formatted(pixels.length, labels.length, count, height, width, channels));
        }
        for (int label : labels) {
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("label " + label + " is not in 0.." + (classes - 1));
            }
        }
    }

    /** Bytes of one image. */
    public int stride() {
        return height * width * channels;
    }

    /** Number of images of each class. */
    public int[] perClass() {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    /** These images in this order; an index may occur more than once. */
    public Images select(int... indices) {
        byte[] chosen = new byte[Math.multiplyExact(indices.length, stride())];
        int[] chosenLabels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(pixels, indices[i] * stride(), chosen, i * stride(), stride());
            chosenLabels[i] = labels[indices[i]];
        }
        return new Images(indices.length, height, width, channels, classes, chosen, chosenLabels);
    }

    /** SHA-256 of these images and labels in lower-case hexadecimals, whatever file format they came in. */
    public String digest() {
        return Digest.of("part 1", this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Images that
                && count == that.count
                && height == that.height
                && width == that.width
                && channels == that.channels
                && classes == that.classes
                && Arrays.equals(pixels, that.pixels)
                && Arrays.equals(labels, that.labels);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(pixels) + Arrays.hashCode(labels);
    }

    @Override
    public String toString() {
        return "%d images of %d×%d×%d in %d classes".formatted(count, height, width, channels, classes);
    }
}
