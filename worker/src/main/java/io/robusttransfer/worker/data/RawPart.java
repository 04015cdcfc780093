package io.robusttransfer.worker.data;

import io.robusttransfer.worker.Failure.WrongInput;
import java.util.Arrays;

/**
 * The training or test part of a dataset as its file has it, before the number of classes is known.
 *
 * @param where file (and array) of the labels, for messages
 */
record RawPart(String where, int count, int height, int width, int channels, byte[] pixels, int[] labels) {
    /** What a manifest's list of classes can name. */
    static final int GREATEST_LABEL = 999;

    RawPart {
        if (count == 0) {
            throw new WrongInput(where + ": holds no images; give at least one of each class");
        }
        for (int i = 0; i < count; i++) {
            requireLabel(where, i, labels[i]);
        }
    }

    static void requireLabel(String where, int position, long label) {
        if (label < 0 || label > GREATEST_LABEL) {
            throw new WrongInput("%s: the label of image %d is %d; labels are whole numbers from 0 to %d"
                    .formatted(where, position, label, GREATEST_LABEL));
        }
    }

    static void requireSameCount(String images, int imageCount, String labels, int labelCount) {
        if (imageCount != labelCount) {
            throw new WrongInput("%s has %d images, but %s has %d labels; give one label for each image"
                    .formatted(images, imageCount, labels, labelCount));
        }
    }

    /** Labels from 0 to the greatest that occurs, or as many classes as the format has. */
    static Domain domain(RawPart train, RawPart test, int leastClasses) {
        if (train.height != test.height || train.width != test.width || train.channels != test.channels) {
            throw new WrongInput("%s is of %s, but %s of %s; give both parts the same shape"
                    .formatted(train.where, train.shape(), test.where, test.shape()));
        }
        int greatest = Math.max(
                Arrays.stream(train.labels).max().orElseThrow(),
                Arrays.stream(test.labels).max().orElseThrow());
        int classes = Math.max(leastClasses, greatest + 1);
        return new Domain(train.images(classes), test.images(classes));
    }

    /** With labels from 0 to the greatest that occurs. */
    Images images() {
        return images(Arrays.stream(labels).max().orElseThrow() + 1);
    }

    private Images images(int classes) {
        return new Images(count, height, width, channels, classes, pixels, labels);
    }

    private String shape() {
        return "images of %d×%d pixels and %d channel%s".formatted(height, width, channels, channels == 1 ? "" : "s");
    }
}
