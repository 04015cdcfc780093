package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Images and labels of one domain, a training and a test part. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Dataset(
        @Size(min = 1, max = 512)
        @JsonPropertyDescription(
                "synthetic://digits or synthetic://letters (drawn, nothing is downloaded), file:PATH, or"
                        + " s3://BUCKET/PATH.")
        String uri,

        @JsonPropertyDescription("source: exactly the images and classes of the source, for a new head without a new"
                + " domain. In place of uri, store, format and classes.")
        SameAs sameAs,

        @Size(min = 1, max = 40) @JsonPropertyDescription("The entry of spec.stores that s3:// leads to.")
        String store,

        @JsonPropertyDescription(
                "How a file: or s3:// dataset is written: idx (MNIST), cifar10 and cifar100 (binary), npz"
                        + " (train_images, train_labels, test_images, test_labels; images N x H x W x C of uint8).")
        DataFormat format,

        @Default("0")
        @Size(max = Fraction.MAX_LENGTH)
        @JsonPropertyDescription(
                "The share of the training part that is kept aside to choose a checkpoint, such as" + " 0.1.")
        Fraction validation,

        @Size(max = 2)
        @JsonPropertyDescription(
                "How training images are varied: crop (shifted by up to an eighth), flip (mirrored left"
                        + " to right). None by default.")
        List<Augmentation> augment,

        @Min(1)
        @Max(1_000_000)
        @JsonPropertyDescription("Training images of each class, drawn by the seed. All by default.")
        Integer samplesPerClass,

        @Size(min = 2, max = 1000)
        @JsonPropertyDescription("The labels to keep, in the order of the network's outputs. All by default.")
        List<@Min(0) @Max(999) Integer> classes) {

    public Dataset {
        augment = Lists.orEmpty(augment);
        classes = Lists.orEmpty(classes);
    }

    /** This, or with the source's images and classes where it says {@code sameAs: source}. */
    public Dataset resolved(Dataset source) {
        return sameAs == null
                ? this
                : new Dataset(
                        source.uri,
                        null,
                        source.store,
                        source.format,
                        validation,
                        augment,
                        samplesPerClass,
                        source.classes);
    }
}
