package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** The pods that do the work on a cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Worker(
        @Size(min = 1, max = 512) @JsonPropertyDescription("The worker's image. The operator's by default.")
        String image,

        @Rule.ObjectName @JsonPropertyDescription("The service account. The namespace's default by default.")
        String serviceAccountName,

        @JsonPropertyDescription("What a pod that trains or evaluates asks for.")
        Resources resources,

        @Rule.ObjectName
        @JsonPropertyDescription(
                "A PodTemplate of the namespace, for everything else: node selector, tolerations, volumes.")
        String podTemplate) {}
