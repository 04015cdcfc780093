package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** Where a set of changed test images and their labels is. A training part beside them is not read. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.format) || self.uri.startsWith('synthetic://')",
        message = "say how the files are written: add format: npy, npz or idx")
@ValidationRule(
        value = "!has(self.format) || !self.uri.startsWith('synthetic://')",
        message = "synthetic:// images are in no file: leave out format",
        fieldPath = ".format")
@ValidationRule(
        value = "has(self.store) || !self.uri.startsWith('s3://')",
        message = "say where s3:// leads: add store, the name of an entry of spec.stores")
@ValidationRule(
        value = "!has(self.store) || self.uri.startsWith('s3://')",
        message = "only s3:// leads to a store: leave out store",
        fieldPath = ".store")
@ValidationRule(
        value = "!has(self.format) || self.format == 'idx' || self.uri.startsWith('synthetic://')"
                + " || self.uri.endsWith('.' + self.format)",
        message = "npy and npz are one file: write its whole address, such as file:/data/CIFAR-10-C/fog.npy",
        fieldPath = ".uri")
public record GivenImages(
        @Required
        @Rule.ImagesAddress
        @JsonPropertyDescription(
                "As a domain's: synthetic://digits or synthetic://letters, file:PATH, or s3://BUCKET/PATH. PATH is one .npy or .npz"
                        + " file, or, for idx, a folder.")
        String uri,

        @Rule.Name @JsonPropertyDescription("The entry of spec.stores that s3:// leads to.")
        String store,

        @JsonPropertyDescription(
                "How a file: or s3:// set is written: npy (images N x H x W x C of uint8, labels in labels.npy beside it, as"
                        + " CIFAR-10-C is published; or X_images.npy and X_labels.npy, as MNIST-C), npz (test_images and"
                        + " test_labels, or x_test and y_test), idx (t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte).")
        GivenFormat format) {}
