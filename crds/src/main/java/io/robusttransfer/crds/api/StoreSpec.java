package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A place that s3:// addresses lead to. */
public record StoreSpec(
        @Required @Rule.Name @JsonPropertyDescription("A name of your own, as in lab.")
        String name,

        @Required @JsonPropertyDescription("A server that speaks S3.")
        S3 s3) {}
