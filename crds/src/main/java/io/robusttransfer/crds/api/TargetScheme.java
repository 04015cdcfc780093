package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A way to retrain on a target: a name of your own, and exactly one scheme. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TargetScheme(
        @Required @Rule.Name @JsonPropertyDescription("A name of your own, as in noise25.")
        String name,

        CeSpec ce,

        CeNSpec ceN,

        CeASpec ceA,

        LwfSpec lwf,

        FullSpec full,

        NeftSpec neft,

        RoliSpec roli,

        LoraSpec lora,

        @JsonPropertyDescription("What this scheme trains differently, field by field.")
        Training training) {

    public SchemeSpec scheme() {
        return Chosen.of(this, SchemeSpec.class);
    }
}
