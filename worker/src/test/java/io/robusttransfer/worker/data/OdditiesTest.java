package io.robusttransfer.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OdditiesTest {
    private static final Images TRAIN = Written.images(6, 4, 5, 1, 3, 0);
    private static final Images TEST = Written.images(3, 4, 5, 1, 3, 1);

    @Test
    void images_as_they_should_be_are_not_odd() {
        assertThat(odd(TRAIN, TEST)).isEmpty();
        assertThat(new Oddities(Synthetic.parse("uri", "synthetic://letters?train=100&test=100")
                                .domain())
                        .all())
                .isEmpty();
    }

    @Test
    void dark_and_black_images() {
        assertThat(odd(divided(TRAIN, 128), TEST))
                .containsExactly(
                        "the largest pixel value of the training images is 1 of 255; multiply numbers from 0 to"
                                + " 1 by 255 before converting to uint8");
        assertThat(odd(TRAIN, divided(TEST, 256))).containsExactly("all test images are black");
    }

    @Test
    void images_of_one_value_and_images_that_are_all_the_same() {
        byte[] pixels = TRAIN.pixels().clone();
        Arrays.fill(pixels, 20, 60, (byte) 77);
        assertThat(odd(with(TRAIN, pixels), TEST))
                .containsExactly("2 of 6 training images have one value in all their pixels");
        assertThat(odd(TRAIN.select(1, 1, 1), TEST)).containsExactly("all 3 training images are the same");
    }

    @Test
    void test_images_that_are_training_images() {
        assertThat(odd(TRAIN, TRAIN.select(0, 5)))
                .containsExactly(
                        "2 of 2 test images are training images too, so the figures overestimate accuracy on new"
                                + " images");
    }

    @Test
    void changed_images_that_are_dark_or_whose_labels_are_not_those_of_the_test_part() {
        assertThat(Oddities.given("changed", TEST, TEST)).isEmpty();
        Images turned = TEST.select(2, 1, 0);
        assertThat(turned.labels()).isNotEqualTo(TEST.labels());
        assertThat(Oddities.given("changed (severity 2)", turned, TEST))
                .singleElement()
                .asString()
                .startsWith(
                        "the labels of the changed (severity 2) images are not those of the test part of its domain, first"
                                + " at image 0, counted from 0 (" + turned.labels()[0] + ", not " + TEST.labels()[0]
                                + ")");
        assertThat(Oddities.given("changed", divided(TEST, 128), TEST))
                .singleElement()
                .asString()
                .startsWith("the largest pixel value of the changed images is 1 of 255");
        // another count is another remark
        assertThat(Oddities.given("changed", TEST.select(2, 1), TEST)).isEmpty();
    }

    private static List<String> odd(Images train, Images test) {
        return new Oddities(new Domain(train, test)).all();
    }

    private static Images divided(Images images, int divisor) {
        byte[] pixels = new byte[images.pixels().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) ((images.pixels()[i] & 0xff) / divisor);
        }
        return with(images, pixels);
    }

    private static Images with(Images images, byte[] pixels) {
        return new Images(
                images.count(),
                images.height(),
                images.width(),
                images.channels(),
                images.classes(),
                pixels,
                images.labels());
    }
}
