package io.robusttransfer.worker.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Oddities of images that suggest a mistake in their preparation. They are reported and not refused, since they may be meant.
 */
public record Oddities(Domain domain) {
    /** A tenth of white: images that come from [0,1] have 1 at most. */
    private static final int DARK = 25;

    /** One sentence each, such as "the largest pixel value of the training images is 1 of 255". */
    public List<String> all() {
        List<String> all = new ArrayList<>();
        of("training", domain.train(), all);
        of("test", domain.test(), all);
        leaked(all);
        return all;
    }

    /**
     * Of changed images of a test part.
     *
     * @param which of them, as in "changed (severity 2)"
     * @param test the images as they were
     */
    public static List<String> given(String which, Images changed, Images test) {
        List<String> all = new ArrayList<>();
        of(which, changed, all);
        int differs = Arrays.mismatch(changed.labels(), test.labels());
        if (changed.count() == test.count() && differs >= 0) {
            all.add("the labels of the " + which
                    + " images are not those of the test part of its domain, first at image "
                    + differs + ", counted from 0 (" + changed.labels()[differs] + ", not " + test.labels()[differs]
                    + "), so they are taken for other images; write them in the same order");
        }
        return all;
    }

    private static void of(String part, Images images, List<String> all) {
        int brightest = 0;
        for (byte pixel : images.pixels()) {
            brightest = Math.max(brightest, pixel & 0xff);
        }
        if (brightest == 0) {
            all.add("all " + part + " images are black");
            return;
        }
        if (brightest <= DARK) {
            all.add("the largest pixel value of the " + part + " images is " + brightest
                    + " of 255; multiply numbers from 0 to 1 by 255 before converting to uint8");
        }
        long constant = IntStream.range(0, images.count())
                .filter(i -> isConstant(image(images, i)))
                .count();
        if (constant > 0) {
            all.add(constant + " of " + images.count() + " " + part + " images have one value in all their pixels");
        }
        if (images.count() > 1 && distinct(images).size() == 1) {
            all.add("all " + images.count() + " " + part + " images are the same");
        }
    }

    private void leaked(List<String> all) {
        Set<ByteBuffer> seen = distinct(domain.train());
        Images test = domain.test();
        long leaked = IntStream.range(0, test.count())
                .filter(i -> seen.contains(image(test, i)))
                .count();
        if (leaked > 0) {
            all.add(leaked + " of " + test.count()
                    + " test images are training images too, so the figures overestimate accuracy on new images");
        }
    }

    private static Set<ByteBuffer> distinct(Images images) {
        Set<ByteBuffer> distinct = new HashSet<>();
        for (int i = 0; i < images.count(); i++) {
            distinct.add(image(images, i));
        }
        return distinct;
    }

    private static boolean isConstant(ByteBuffer image) {
        byte first = image.get(0);
        while (image.hasRemaining()) {
            if (image.get() != first) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer image(Images images, int i) {
        return ByteBuffer.wrap(images.pixels(), i * images.stride(), images.stride())
                .slice();
    }
}
