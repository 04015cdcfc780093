package io.robusttransfer.worker.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** What came of each image, in ascending order of image, so that the order they were measured in tells nothing. */
public final class PerImage {
    private final int[] images;
    private final boolean[] right;
    private final double[] value;

    /**
     * @param images indices into the domain's test images, each once, in any order
     * @param right as many
     * @param value as many, in the measure's unit, such as certified radii in pixels of [0,1]; NaN where there is none
     */
    public PerImage(int[] images, boolean[] right, double[] value) {
        sameLength(images.length, right.length);
        sameLength(images.length, value.length);
        int[] order = ascending(images);
        this.images = Arrays.stream(order).map(i -> images[i]).toArray();
        this.value = Arrays.stream(order).mapToDouble(i -> value[i]).toArray();
        this.right = new boolean[order.length];
        for (int i = 0; i < order.length; i++) {
            this.right[i] = right[order[i]];
        }
    }

    /** Where right or wrong is all. */
    public static PerImage of(int[] images, boolean[] right) {
        double[] none = new double[right.length];
        Arrays.fill(none, Double.NaN);
        return new PerImage(images, right, none);
    }

    /** @param radius finite where right: the smoothed class is the label; NaN where it abstained */
    public static PerImage certified(int[] images, boolean[] right, double[] radius) {
        PerImage certified = new PerImage(images, right, radius);
        for (int i = 0; i < certified.images.length; i++) {
            double r = certified.value[i];
            if (certified.right[i] && !(r >= 0 && r < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("image " + certified.images[i] + " is certified with radius " + r
                        + "; expected a finite one, or not correct where it abstained");
            }
        }
        return certified;
    }

    /** Right where both are, on the images that both have: the pointwise worst case. Values are this one's. */
    PerImage and(PerImage other, String what) {
        PerImage mine = on(other, what);
        PerImage theirs = other.on(this, what);
        boolean[] both = mine.right.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] &= theirs.right[i];
        }
        return new PerImage(mine.images, both, mine.value);
    }

    /** The images that the other has, too: every measure looks at the first so many of the same images. */
    PerImage on(PerImage other, String what) {
        if (Arrays.equals(images, other.images)) {
            return this;
        }
        int[] common = IntStream.range(0, images.length)
                .filter(i -> Arrays.binarySearch(other.images, images[i]) >= 0)
                .toArray();
        if (common.length != Math.min(images.length, other.images.length)) {
            throw new IllegalArgumentException(what + " saw different images");
        }
        boolean[] rightThere = new boolean[common.length];
        for (int i = 0; i < common.length; i++) {
            rightThere[i] = right[common[i]];
        }
        return new PerImage(
                Arrays.stream(common).map(i -> images[i]).toArray(),
                rightThere,
                Arrays.stream(common).mapToDouble(i -> value[i]).toArray());
    }

    int count() {
        return images.length;
    }

    int[] images() {
        return images;
    }

    boolean[] right() {
        return right;
    }

    double[] value() {
        return value;
    }

    private static int[] ascending(int[] images) {
        int[] order = IntStream.range(0, images.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> images[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 1; i < order.length; i++) {
            if (images[order[i]] == images[order[i - 1]]) {
                throw new IllegalArgumentException("image " + images[order[i]] + " was measured twice in one cell");
            }
        }
        return order;
    }

    private static void sameLength(int images, int outcomes) {
        if (images != outcomes || images == 0) {
            throw new IllegalArgumentException(
                    outcomes + " outcomes for " + images + " images; expected one per image, and at least one");
        }
    }
}
