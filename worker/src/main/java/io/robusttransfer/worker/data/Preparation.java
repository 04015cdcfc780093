package io.robusttransfer.worker.data;

import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.Failure.WrongInput;
import io.robusttransfer.worker.random.Stream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** From what a file holds to what a study trains on and evaluates; all that the data make wrong is told before any training. */
public final class Preparation {
    private static final int LONGEST_LIST = 20;

    private Preparation() {}

    /**
     * Whether a dataset can be what its entry asks for; without bringing it into shape, so that it is quick.
     *
     * @param field the manifest's field of the dataset, such as {@code spec.study.targets[0].dataset}
     * @return how many test images there are in the classes kept
     */
    public static int check(String field, Domain domain, Dataset dataset, Input input) {
        for (int i = 0; i < dataset.classes().size(); i++) {
            int label = dataset.classes().get(i);
            if (label >= domain.classes()) {
                throw new WrongInput("%s.classes[%d]: %d, but the labels of this dataset go from 0 to %d"
                        .formatted(field, i, label, domain.classes() - 1));
            }
        }
        Domain kept = keep(domain, dataset.classes());
        requireEveryClass(field, kept, dataset.classes());
        if (dataset.samplesPerClass() != null) {
            requireSamples(field, kept.train(), dataset.samplesPerClass());
        }
        requireShape(field, kept.train(), input);
        requireShape(field, kept.test(), input);
        return kept.test().count();
    }

    /**
     * Refuses more evaluated images than there are.
     *
     * @param field what asks for them, such as {@code spec.study.evaluation.images}
     * @param dataset the field of the dataset
     * @param available what {@link #check} returned
     */
    public static void requireImages(String field, int images, String dataset, int available) {
        if (images > available) {
            throw new WrongInput("%s: %d, but %s has %d test images in the classes kept: at most %d"
                    .formatted(field, images, dataset, available, available));
        }
    }

    /**
     * What is trained on.
     *
     * @param classes labels kept, in the order of their new labels; null or empty for all
     * @param samplesPerClass training images of each class; null for all
     * @param subset which of them: {@link io.robusttransfer.worker.random.Streams#targetSubset}
     */
    public static Images training(
            Domain domain, List<Integer> classes, Integer samplesPerClass, Input input, Stream subset) {
        Images kept = keep(domain, classes).train();
        return shaped(samplesPerClass == null ? kept : kept.select(samples(kept, samplesPerClass, subset)), input);
    }

    /** What is evaluated on, all of it; {@code classes} as in {@link #training}. */
    public static Images test(Domain domain, List<Integer> classes, Input input) {
        return shaped(keep(domain, classes).test(), input);
    }

    /** Only these classes; the i-th of them becomes label i. */
    static Domain keep(Domain domain, List<Integer> classes) {
        if (classes == null || classes.isEmpty()) {
            return domain;
        }
        int[] labels = new int[domain.classes()];
        Arrays.fill(labels, -1);
        for (int i = 0; i < classes.size(); i++) {
            labels[classes.get(i)] = i;
        }
        return new Domain(
                relabelled(domain.train(), labels, classes.size()), relabelled(domain.test(), labels, classes.size()));
    }

    private static Images relabelled(Images images, int[] labels, int classes) {
        Images kept = images.select(IntStream.range(0, images.count())
                .filter(i -> labels[images.labels()[i]] >= 0)
                .toArray());
        int[] renamed = Arrays.stream(kept.labels()).map(label -> labels[label]).toArray();
        return new Images(kept.count(), kept.height(), kept.width(), kept.channels(), classes, kept.pixels(), renamed);
    }

    private static void requireEveryClass(String field, Domain domain, List<Integer> classes) {
        int[] train = domain.train().perClass();
        int[] test = domain.test().perClass();
        if (domain.classes() < 2) {
            throw new WrongInput(field + ": all its images have one label; give images of at least two classes");
        }
        for (int label = 0; label < domain.classes(); label++) {
            if (train[label] == 0 || test[label] == 0) {
                int written = classes.isEmpty() ? label : classes.get(label);
                String both = IntStream.range(0, train.length)
                        .filter(other -> train[other] > 0 && test[other] > 0)
                        .mapToObj(other -> String.valueOf(classes.isEmpty() ? other : classes.get(other)))
                        .limit(LONGEST_LIST)
                        .collect(Collectors.joining(", "));
                throw new WrongInput(
                        "%s: no %s image has the label %d; number the labels from 0 without gaps, or keep those that both parts have: classes: [%s%s]"
                                .formatted(
                                        field,
                                        train[label] == 0 ? "training" : "test",
                                        written,
                                        both,
                                        domain.classes() > LONGEST_LIST ? ", …" : ""));
            }
        }
    }

    private static void requireSamples(String field, Images train, int samples) {
        int[] counts = train.perClass();
        for (int label = 0; label < counts.length; label++) {
            if (counts[label] < samples) {
                throw new WrongInput("%s.samplesPerClass: %d, but class %d has %d training images: at most %d"
                        .formatted(
                                field,
                                samples,
                                label,
                                counts[label],
                                Arrays.stream(counts).min().orElseThrow()));
            }
        }
    }

    private static void requireShape(String field, Images images, Input input) {
        if (images.channels() > input.channels()) {
            throw new WrongInput("spec.study.input.channels: %d, but the images of %s have %d; write channels: %d"
                    .formatted(input.channels(), field, images.channels(), images.channels()));
        }
        long bytes = (long) images.count() * input.height() * input.width() * input.channels();
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new WrongInput(
                    "spec.study.input: %d images of %s in %d×%d×%d take %d bytes, at most %d fit; write a smaller input"
                            .formatted(
                                    images.count(),
                                    field,
                                    input.height(),
                                    input.width(),
                                    input.channels(),
                                    bytes,
                                    Integer.MAX_VALUE - 8));
        }
    }

    private static Images shaped(Images images, Input input) {
        return repeated(Resize.to(images, input.height(), input.width()), input.channels());
    }

    private static Images repeated(Images images, int channels) {
        if (images.channels() == channels) {
            return images;
        }
        byte[] pixels = new byte[Math.multiplyExact(images.pixels().length, channels)];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = images.pixels()[i / channels];
        }
        return new Images(
                images.count(), images.height(), images.width(), channels, images.classes(), pixels, images.labels());
    }

    /**
     * This many training images of each class, in the order of the dataset. Of one stream, fewer are among more.
     *
     * @param stream keyed by seed and target
     */
    static int[] samples(Images train, int perClass, Stream stream) {
        int[] left = new int[train.classes()];
        Arrays.fill(left, perClass);
        int[] rows = Arrays.stream(stream.permutation(train.count()))
                .filter(row -> left[train.labels()[row]]-- > 0)
                .sorted()
                .toArray();
        if (rows.length < perClass * train.classes()) {
            throw new IllegalArgumentException("not every class has " + perClass + " images");
        }
        return rows;
    }
}
