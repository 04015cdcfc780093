package io.robusttransfer.worker.report;

/**
 * Images as an attack moved them against one source model.
 *
 * @param attack that moved them, for people
 * @param scheme name of the source scheme
 * @param shape (N, C, H, W) of images and of moved, pixels in [0, 1]
 * @param images as they are
 * @param labels of the images
 * @param moved where the attack ended
 * @param predicted of the images as they are
 * @param predictedMoved of the moved ones
 */
public record Pictures(
        String attack,
        String scheme,
        Where where,
        long[] shape,
        double[] images,
        int[] labels,
        double[] moved,
        int[] predicted,
        int[] predictedMoved) {
    int count() {
        return (int) shape[0];
    }

    int channels() {
        return (int) shape[1];
    }

    int height() {
        return (int) shape[2];
    }

    int width() {
        return (int) shape[3];
    }

    /** Moved less as it is. */
    double[] differences() {
        double[] differences = new double[moved.length];
        for (int i = 0; i < moved.length; i++) {
            differences[i] = moved[i] - images[i];
        }
        return differences;
    }
}
