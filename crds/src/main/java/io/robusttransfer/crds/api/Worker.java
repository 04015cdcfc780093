package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** The pods that do the work on a cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Worker(
        @Size(min = 1, max = 512)
        @ValidationRule(
                value = "self.matches('" + Worker.IMAGE + "')",
                message =
                        "write the name of an image: lowercase letters, digits, '.', '_', '-' and '/', then a tag or a"
                                + " digest, such as registry.example.org/robust-transfer-worker:0.1.0")
        @JsonPropertyDescription("The worker's image. The operator's by default.")
        String image,

        @Rule.ObjectName @JsonPropertyDescription("The service account. The namespace's default by default.")
        String serviceAccountName,

        @JsonPropertyDescription("What a pod that trains or evaluates asks for.")
        Resources resources,

        @JsonPropertyDescription("What a pod that plans or reports asks for. It computes nothing on a GPU.")
        Resources planResources,

        @Rule.ObjectName
        @JsonPropertyDescription(
                "A PodTemplate of the namespace, for everything else: node selector, tolerations, volumes.")
        String podTemplate) {
    /** As registries know images; a node never starts a pod with another name. */
    public static final String IMAGE =
            "^([A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?(:[0-9]{1,5})?/)?[a-z0-9]+(([.]|_|__|-+)[a-z0-9]+)*"
                    + "(/[a-z0-9]+(([.]|_|__|-+)[a-z0-9]+)*)*(:[A-Za-z0-9_][-.A-Za-z0-9_]{0,127})?"
                    + "(@[a-z0-9]+:[a-f0-9]{32,128})?$";
}
