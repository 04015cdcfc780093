package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Images and labels of one domain, a training and a test part. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "has(self.uri) != has(self.sameAs)",
        message = "write either uri, such as synthetic://digits, or (on a target) sameAs: source")
@ValidationRule(
        value = "!has(self.sameAs) || (!has(self.format) && !has(self.store) && !has(self.classes))",
        message = "sameAs takes the images and classes of the source: leave out format, store and classes",
        fieldPath = ".sameAs")
@ValidationRule(
        value = "!has(self.uri) || has(self.format) || !(self.uri.startsWith('file:') || self.uri.startsWith('s3://'))",
        message = "say how the files are written: add format: idx, cifar10, cifar100 or npz")
@ValidationRule(
        value = "!has(self.uri) || !has(self.format) || !self.uri.startsWith('synthetic://')",
        message = "synthetic:// images are in no file: leave out format",
        fieldPath = ".format")
@ValidationRule(
        value = "!has(self.uri) || has(self.store) || !self.uri.startsWith('s3://')",
        message = "say where s3:// leads: add store, the name of an entry of spec.stores")
@ValidationRule(
        value = "!has(self.uri) || !has(self.store) || self.uri.startsWith('s3://')",
        message = "only s3:// leads to a store: leave out store",
        fieldPath = ".store")
@ValidationRule(
        value = "!has(self.classes) || !has(self.uri)"
                + " || !(self.uri.startsWith('synthetic://') || (has(self.format) && self.format == 'cifar10'))"
                + " || self.classes.all(c, c < 10)",
        message = "this dataset has 10 classes: write labels from 0 to 9",
        fieldPath = ".classes")
@ValidationRule(
        value = "!has(self.classes) || !has(self.format) || self.format != 'cifar100' || self.classes.all(c, c < 100)",
        message = "this dataset has 100 classes: write labels from 0 to 99",
        fieldPath = ".classes")
public record Dataset(
        @Rule.ImagesAddress
        @JsonPropertyDescription(
                "synthetic://digits or synthetic://letters (drawn, nothing is downloaded), file:PATH, or s3://BUCKET/PATH. PATH is a folder with the files as they are published, or one .npz file.")
        String uri,

        @JsonPropertyDescription("source: exactly the images and classes of the source, for a new head without a new"
                + " domain. In place of uri, store, format and classes.")
        SameAs sameAs,

        @Rule.Name @JsonPropertyDescription("The entry of spec.stores that s3:// leads to.")
        String store,

        @JsonPropertyDescription(
                "How a file: or s3:// dataset is written: idx (MNIST), cifar10 and cifar100 (the binary version), npz (your own: train_images, train_labels, test_images, test_labels; images N x H x W x C of uint8).")
        DataFormat format,

        @Default("\"0\"")
        @Rule.BelowOne
        @JsonPropertyDescription(
                "The share of the training part that is kept aside to choose a checkpoint, such as" + " 0.1.")
        Fraction validation,

        @Size(max = 5)
        @JsonPropertyDescription(
                "How training images, and the views that contrastive schemes compare, are varied, in this order whatever"
                        + " the list's: resizedCrop (a cut of 0.2 to 1 of the area, its ratio of sides 3/4 to 4/3 of"
                        + " the image's, brought back to full size; SimCLR's 0.08 leaves too little of 16x16"
                        + " pixels), crop (a cut of the image padded with black by an eighth of its size), rotate (up to"
                        + " 15 degrees either way about the centre, black outside), flip (mirrored left to right, every"
                        + " second time; wrong for digits), jitter (brightness, contrast and, of colour, saturation times"
                        + " 0.6 to 1.4 each, clipped to [0,1]; SimCLR's also changes hue). Areas, places, angles and"
                        + " factors are uniform, the ratio of sides log-uniform among those that fit; between pixels it"
                        + " is bilinear, then rounded to 8 bits. None by default.")
        List<Augmentation> augment,

        @Min(1)
        @Max(1_000_000)
        @JsonPropertyDescription("Training images of each class, drawn by the seed. All by default.")
        Integer samplesPerClass,

        @Size(min = 2, max = 1000)
        @JsonPropertyDescription("The labels to keep; one that is there twice counts once. All by default.")
        List<@Min(0) @Max(999) Integer> classes) {

    public Dataset {
        augment = Lists.rising(augment);
        classes = Lists.rising(classes);
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
