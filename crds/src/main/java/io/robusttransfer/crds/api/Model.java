package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** The network that is trained on the source. */
public record Model(
        @Required
        @JsonPropertyDescription(
                "small-cnn: three convolutions and 64 features, for 16x16 images. resnet20: CIFAR style,"
                        + " 64 features. preact-resnet18: 512 features. resnet18: torchvision's, 512 features, for"
                        + " images of at least 32x32.")
        Architecture architecture) {}
