package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/**
 * The inputs of a plan besides the study, recorded so that it can be made again.
 *
 * @param later what a later release pins, kept as it is: an operator that is rolled back writes the status, too
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PinnedPlan(
        @Size(max = 64) @JsonPropertyDescription("SHA-256 of plan.json.")
        String hash,

        @JsonPropertyDescription("How many stages it has.") Integer stages,

        @JsonPropertyDescription("In how many lists: a Job does one of them.")
        Integer lists,

        @JsonPropertyDescription("How stages are put into lists; absent: as in the first release.")
        Integer layout,

        @JsonPropertyDescription("Content digest of each dataset: source, target/NAME, given/NAME.")
        Map<String, String> digests,

        @JsonPropertyDescription("Revision of each algorithm.")
        Map<String, Integer> revisions,

        @Size(max = 512) @JsonPropertyDescription("The worker's image as it was asked for when this was planned.")
        String image,

        @Size(max = 512) @JsonPropertyDescription("The image that ran then, by its digest.")
        String imageId,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> later) {

    public PinnedPlan {
        digests = Maps.rising(digests);
        revisions = Maps.rising(revisions);
        later = Maps.rising(later);
    }

    /** As this release pins it. */
    public PinnedPlan(
            String hash,
            Integer stages,
            Integer lists,
            Integer layout,
            Map<String, String> digests,
            Map<String, Integer> revisions,
            String image,
            String imageId) {
        this(hash, stages, lists, layout, digests, revisions, image, imageId, Map.of());
    }
}
