package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/**
 * Where the answer is, and the answer in a sentence.
 *
 * @param later see {@link ExperimentStatus}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportPlace(
        @Size(max = 1024) @JsonPropertyDescription("report.html; results.csv and summary.json lie beside it.")
        String uri,

        @Size(max = 64) @JsonPropertyDescription("SHA-256 of report.html.")
        String sha256,

        @Size(max = 64)
        @JsonPropertyDescription("YES, NO, UNDECIDED, NEEDS_SEEDS or UNANSWERABLE, of the first target.")
        String verdict,

        @Size(max = 512) @JsonPropertyDescription("The answer in a sentence.")
        String sentence,

        @Size(max = 128) @JsonPropertyDescription("How many of the report's cards say what: yes 3, undecided 2.")
        String answers,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> later) {

    public ReportPlace {
        later = Maps.rising(later);
    }
}
