package io.robusttransfer.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.Failure.WrongInput;
import io.robusttransfer.worker.random.Streams;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreparationTest {
    private static final String FIELD = "spec.study.targets[0].dataset";
    private static final Input INPUT = new Input(1, 4, 5);
    private static final Domain DOMAIN =
            new Domain(Written.images(12, 4, 5, 1, 4, 0), Written.images(8, 4, 5, 1, 4, 1));

    @Test
    void classes_kept_are_numbered_anew_in_their_order() {
        Domain kept = Preparation.keep(FIELD, DOMAIN, List.of(3, 1));
        assertThat(kept.classes()).isEqualTo(2);
        assertThat(kept.train().labels()).containsExactly(1, 0, 1, 0, 1, 0);
        assertThat(kept.train().pixels())
                .isEqualTo(DOMAIN.train().select(1, 3, 5, 7, 9, 11).pixels());
        assertThat(kept.test().labels()).containsExactly(1, 0, 1, 0);
    }

    @Test
    void without_wishes_nothing_changes() {
        assertThat(Preparation.prepare(FIELD, DOMAIN, dataset(null, null), INPUT))
                .isEqualTo(DOMAIN);
    }

    @Test
    void grey_is_repeated_for_colour_and_every_image_is_brought_to_the_input() {
        Domain prepared = Preparation.prepare(FIELD, DOMAIN, dataset(null, List.of(0, 2)), new Input(3, 8, 8));
        assertThat(prepared.train()).hasToString("6 images of 8×8×3 in 2 classes");
        assertThat(prepared.test()).hasToString("4 images of 8×8×3 in 2 classes");
        byte[] grey = Resize.to(DOMAIN.train().select(0, 2, 4, 6, 8, 10), 8, 8).pixels();
        for (int i = 0; i < prepared.train().pixels().length; i++) {
            assertThat(prepared.train().pixels()[i]).isEqualTo(grey[i / 3]);
        }
    }

    @Test
    void colour_is_not_made_grey() {
        Images colour = Written.images(4, 4, 5, 3, 2, 0);
        refused(
                () -> Preparation.prepare(FIELD, new Domain(colour, colour), dataset(null, null), INPUT),
                "spec.study.input.channels: 1, but the images of spec.study.targets[0].dataset have 3; write channels: 3");
    }

    @Test
    void an_input_too_large_for_memory_is_told() {
        Images many = new Images(20_000, 1, 1, 1, 2, new byte[20_000], labels(20_000, 2));
        refused(
                () -> Preparation.prepare(FIELD, new Domain(many, many), dataset(null, null), new Input(3, 256, 256)),
                "spec.study.input: 20000 images of spec.study.targets[0].dataset in 256×256×3 take 3932160000 bytes, at most 2147483639 fit; write a smaller input");
    }

    @Test
    void samples_per_class_beyond_what_there_is() {
        refused(
                () -> Preparation.prepare(FIELD, DOMAIN, dataset(100, null), INPUT),
                "spec.study.targets[0].dataset.samplesPerClass: 100, but class 0 has 3 training images: at most 3");
        refused(
                () -> Preparation.prepare(FIELD, DOMAIN, dataset(100, List.of(1, 3)), INPUT),
                "spec.study.targets[0].dataset.samplesPerClass: 100, but class 1 has 3 training images: at most 3");
        assertThat(Preparation.prepare(FIELD, DOMAIN, dataset(3, null), INPUT)).isEqualTo(DOMAIN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.99 |   | 0.99, which is 12 of 12 training images; write at most 11/12",
                "0.9  | 1 | 0.9, which is 4 of 4 training images; write at most 3/4",
                "0.01 |   | 0.01, which is 0 of 12 training images; write at least 1/12, or 0 to hold out none",
            })
    void a_share_that_holds_out_all_images_or_none(String share, Integer samples, String message) {
        Dataset all = new Dataset("file:x.npz", null, null, null, Fraction.of(share), null, samples, List.of());
        refused(
                () -> Preparation.prepare(FIELD, DOMAIN, all, INPUT),
                "spec.study.targets[0].dataset.validation: " + message);
    }

    @Test
    void a_class_that_the_dataset_lacks() {
        refused(
                () -> Preparation.prepare(FIELD, DOMAIN, dataset(null, List.of(1, 7)), INPUT),
                "spec.study.targets[0].dataset.classes[1]: 7, but the labels of this dataset go from 0 to 3");
    }

    @Test
    void labels_with_gaps_and_empty_classes() {
        Domain fromOne = new Domain(relabelled(1, 2, 4, 1), relabelled(4, 2, 1, 1));
        refused(
                () -> Preparation.prepare(FIELD, fromOne, dataset(null, null), INPUT),
                "spec.study.targets[0].dataset: no training image has the label 0; number the labels from 0 without gaps, or keep those that both parts have: classes: [1, 2, 4]");
        Domain kept = Preparation.prepare(FIELD, fromOne, dataset(null, List.of(1, 2, 4)), INPUT);
        assertThat(kept.train().labels()).containsExactly(0, 1, 2, 0);
        assertThat(kept.test().labels()).containsExactly(2, 1, 0, 0);
        refused(
                () -> Preparation.prepare(FIELD, fromOne, dataset(null, List.of(1, 3)), INPUT),
                "spec.study.targets[0].dataset: no training image has the label 3; give both parts images of the same classes, two at least");
        Domain untested = new Domain(relabelled(0, 1, 2, 0), relabelled(0, 1, 1, 0));
        refused(
                () -> Preparation.prepare(FIELD, untested, dataset(null, null), INPUT),
                "spec.study.targets[0].dataset: no test image has the label 2; number the labels from 0 without gaps, or keep those that both parts have: classes: [0, 1]");
    }

    @Test
    void the_classes_to_keep_are_all_named_so_that_they_can_be_copied() {
        List<Integer> letters = IntStream.rangeClosed(1, 26).boxed().toList();
        int[] labels = letters.stream().mapToInt(Integer::intValue).toArray();
        Images images = new Images(26, 1, 1, 1, 27, new byte[26], labels);
        refused(
                () -> Preparation.prepare(FIELD, new Domain(images, images), dataset(null, null), INPUT),
                "spec.study.targets[0].dataset: no training image has the label 0; number the labels from 0 without"
                        + " gaps, or keep those that both parts have: classes: " + letters);
    }

    @Test
    void one_class_is_no_task() {
        Domain one = new Domain(Written.images(3, 4, 5, 1, 1, 0), Written.images(3, 4, 5, 1, 1, 0));
        refused(
                () -> Preparation.prepare(FIELD, one, dataset(null, null), INPUT),
                "spec.study.targets[0].dataset: all its images have one label; give images of at least two classes");
    }

    @Property(tries = 30)
    void a_target_subset_has_so_many_of_each_class_and_smaller_ones_lie_within_larger_ones(
            @ForAll @IntRange(min = 0, max = 1000) int seed, @ForAll @IntRange(min = 1, max = 9) int perClass) {
        Images train = Written.images(50, 1, 1, 1, 5, 0);
        int[] rows = Preparation.samples(train, perClass, Streams.targetSubset(seed, "letters"));
        assertThat(train.select(rows).perClass()).containsOnly(perClass);
        assertThat(rows).isSorted().doesNotHaveDuplicates();
        int[] more = Preparation.samples(train, perClass + 1, Streams.targetSubset(seed, "letters"));
        assertThat(more).contains(rows);
    }

    @Test
    void a_target_subset_is_keyed_by_seed_and_target() {
        Images train = Written.images(500, 1, 1, 1, 5, 0);
        int[] rows = Preparation.samples(train, 10, Streams.targetSubset(0, "letters"));
        assertThat(Preparation.samples(train, 10, Streams.targetSubset(0, "letters")))
                .isEqualTo(rows);
        assertThat(Preparation.samples(train, 10, Streams.targetSubset(1, "letters")))
                .isNotEqualTo(rows);
        assertThat(Preparation.samples(train, 10, Streams.targetSubset(0, "runes")))
                .isNotEqualTo(rows);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(WrongInput.class).hasMessage(message);
    }

    private static Dataset dataset(Integer samplesPerClass, List<Integer> classes) {
        return new Dataset("synthetic://digits", null, null, null, null, null, samplesPerClass, classes);
    }

    private static Images relabelled(int... labels) {
        return new Images(labels.length, 4, 5, 1, 5, new byte[labels.length * 20], labels);
    }

    private static int[] labels(int count, int classes) {
        int[] labels = new int[count];
        Arrays.setAll(labels, i -> i % classes);
        return labels;
    }
}
