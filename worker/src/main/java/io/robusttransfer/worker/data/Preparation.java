package io.robusttransfer.worker.data;

import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.Failure.WrongInput;
import io.robusttransfer.worker.random.Stream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prepares a dataset for a study: classes, samples, size and channels. What does not fit is refused before any training. */
public final class Preparation {
    private Preparation() {}

    /**
     * The classes that a dataset's entry keeps, relabelled 0..k-1 in its order, every image brought to the study's shape.
     *
     * @param field the manifest's field of the dataset, such as {@code spec.study.targets[0].dataset}
     */
    public static Domain prepare(String field, Domain domain, Dataset dataset, Input input) {
        Domain kept = dataset.classes().isEmpty()
                ? domain
                : Memory.take(
                        field + ": the images of " + dataset.classes().size() + " classes",
                        domain.train().pixels().length,
                        () -> keep(field, domain, dataset.classes()));
        requireEveryClass(field, kept, dataset.classes());
        if (dataset.samplesPerClass() != null) {
            requireSamples(field, kept.train(), dataset.samplesPerClass(), dataset.classes());
        }
        if (dataset.validation() != null && dataset.validation().numerator() > 0) {
            requireSplit(field, kept, dataset);
        }
        return new Domain(bring(field, kept.train(), input), bring(field, kept.test(), input));
    }

    /**
     * One part of a given set, prepared as the domain is whose images it has.
     *
     * @param field of the set in the manifest, such as {@code spec.study.evaluation.shifts.given[0]}
     * @param whole all its images, part after part
     * @param severity which of its parts, from 1
     * @param domain the entry of that domain
     * @param classes that the domain has once prepared
     */
    public static Images given(
            String field, Images whole, int severities, int severity, Dataset domain, int classes, Input input) {
        if (whole.count() % severities != 0) {
            throw new WrongInput(
                    "%s.severities: %d, but its %d images are not so many parts of equal size; write how many severities follow one another in it"
                            .formatted(field, severities, whole.count()));
        }
        int count = whole.count() / severities;
        int[] labels = labels(field, whole, domain.classes(), classes);
        int[] rows = IntStream.range((severity - 1) * count, severity * count)
                .filter(i -> labels[whole.labels()[i]] >= 0)
                .toArray();
        if (rows.length == 0) {
            throw new WrongInput(
                    "%s.dataset: no image of severity %d has one of the labels %s that its domain keeps; give the set that was made of this domain's test images"
                            .formatted(field, severity, domain.classes()));
        }
        Images part = Memory.take(
                field + ".dataset: " + rows.length + " images",
                (long) rows.length * whole.stride(),
                () -> renamed(whole.select(rows), labels, classes));
        return bring(field + ".dataset", part, input);
    }

    /** For each label of the set, that of the domain, or -1 where the domain leaves it out. */
    private static int[] labels(String field, Images whole, List<Integer> kept, int classes) {
        if (kept.isEmpty() && whole.classes() > classes) {
            throw new WrongInput(
                    "%s.dataset: it has labels up to %d, but those of its domain go from 0 to %d; give the set that was made of this domain's test images"
                            .formatted(field, whole.classes() - 1, classes - 1));
        }
        return IntStream.range(0, whole.classes())
                .map(label -> kept.isEmpty() ? label : kept.indexOf(label))
                .toArray();
    }

    /** Only these classes; the i-th of them becomes label i. */
    static Domain keep(String field, Domain domain, List<Integer> classes) {
        int[] labels = new int[domain.classes()];
        Arrays.fill(labels, -1);
        for (int i = 0; i < classes.size(); i++) {
            int label = classes.get(i);
            if (label < 0 || label >= labels.length) {
                throw new WrongInput("%s.classes[%d]: %d, but the labels of this dataset go from 0 to %d"
                        .formatted(field, i, label, labels.length - 1));
            }
            labels[label] = i;
        }
        return new Domain(
                relabelled(domain.train(), labels, classes.size()), relabelled(domain.test(), labels, classes.size()));
    }

    private static Images relabelled(Images images, int[] labels, int classes) {
        return renamed(
                images.select(IntStream.range(0, images.count())
                        .filter(i -> labels[images.labels()[i]] >= 0)
                        .toArray()),
                labels,
                classes);
    }

    private static Images renamed(Images kept, int[] labels, int classes) {
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
                int[] both = IntStream.range(0, train.length)
                        .filter(other -> train[other] > 0 && test[other] > 0)
                        .map(other -> written(other, classes))
                        .toArray();
                String remedy = both.length < 2
                        ? "give both parts images of the same classes, two at least"
                        : "number the labels from 0 without gaps, or keep those that both parts have: classes: [%s]"
                                .formatted(IntStream.of(both)
                                        .mapToObj(String::valueOf)
                                        .collect(Collectors.joining(", ")));
                throw new WrongInput("%s: no %s image has the label %d; %s"
                        .formatted(field, train[label] == 0 ? "training" : "test", written(label, classes), remedy));
            }
        }
    }

    /** The label that the dataset has for this one. */
    private static int written(int label, List<Integer> classes) {
        return classes.isEmpty() ? label : classes.get(label);
    }

    private static void requireSamples(String field, Images train, int samples, List<Integer> classes) {
        int[] counts = train.perClass();
        for (int label = 0; label < counts.length; label++) {
            if (counts[label] < samples) {
                throw new WrongInput("%s.samplesPerClass: %d, but class %d has %d training images: at most %d"
                        .formatted(
                                field,
                                samples,
                                written(label, classes),
                                counts[label],
                                Arrays.stream(counts).min().orElseThrow()));
            }
        }
    }

    /** As many are held out as the training will hold out: at least one, and not all. */
    private static void requireSplit(String field, Domain kept, Dataset dataset) {
        int count =
                dataset.samplesPerClass() == null ? kept.train().count() : dataset.samplesPerClass() * kept.classes();
        long held = Math.round(dataset.validation().toDouble() * count);
        if (held < 1 || held >= count) {
            throw new WrongInput("%s.validation: %s, which is %d of %d training images; write %s"
                    .formatted(
                            field,
                            dataset.validation(),
                            held,
                            count,
                            held < 1
                                    ? "at least 1/" + count + ", or 0 to hold out none"
                                    : "at most " + (count - 1) + "/" + count));
        }
    }

    private static Images bring(String field, Images images, Input input) {
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
        return Memory.take(
                "spec.study.input: " + images.count() + " images of " + field,
                bytes,
                () -> repeated(Resize.to(images, input.height(), input.width()), input.channels()));
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
     * @param stream {@link io.robusttransfer.worker.random.Streams#targetSubset}
     */
    public static int[] samples(Images train, int perClass, Stream stream) {
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
