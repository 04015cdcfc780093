package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/**
 * Stages that nothing is to be done for, by their places in the plan; see {@link io.robusttransfer.crds.protocol.IndexSet}.
 *
 * @param later see {@link ExperimentStatus}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Settled(
        @Size(max = 4096)
        @JsonPropertyDescription("Done, diverged trainings among them: a deflated bitmap in base64url.")
        String done,

        @Size(max = 4096)
        @JsonPropertyDescription("Skipped, since a training that they need diverged: a deflated bitmap in base64url.")
        String skipped,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> later) {

    public Settled {
        later = Maps.rising(later);
    }

    /** As this release writes it. */
    public Settled(String done, String skipped) {
        this(done, skipped, Map.of());
    }
}
