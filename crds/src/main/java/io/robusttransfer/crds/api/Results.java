package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Where stages and the report are kept. */
public record Results(
        @Required
        @Size(min = 1, max = 512)
        @JsonPropertyDescription("s3://BUCKET/PREFIX. Experiments of one prefix share their stages.")
        String uri,

        @Required @Size(min = 1, max = 40) @JsonPropertyDescription("The entry of spec.stores that it leads to.")
        String store) {}
