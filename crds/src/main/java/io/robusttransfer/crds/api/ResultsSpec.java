package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Where stages and the report are kept. */
public record ResultsSpec(
        @Required
        @Size(max = 512)
        @ValidationRule(
                value = "self.matches('^s3://[a-z0-9][-.a-z0-9]{1,61}[a-z0-9](/.*)?$')",
                message = "write s3://BUCKET/PREFIX")
        @JsonPropertyDescription(
                "s3://BUCKET/PREFIX. Experiments of one prefix share their stages. Fixed as soon as there is a plan.")
        String uri,

        @Required @Rule.Name @JsonPropertyDescription("The entry of spec.stores that it leads to.")
        String store) {}
