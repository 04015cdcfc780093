package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** How far an experiment is, and what won. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExperimentStatus(
        @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        Long observedGeneration,

        @Size(max = 32) @JsonPropertyDescription("Stages done, of all: 37/180.")
        String done,

        @JsonPropertyDescription("Jobs that run now.") Integer running,

        @JsonPropertyDescription("Stages that failed for good.")
        Integer failed,

        @Size(max = 256) @JsonPropertyDescription("The best result so far.")
        String best,

        @Size(max = 16)
        @JsonPropertyDescription("Ready, Reconciling and Stalled as kstatus has them, beside Complete and Failed.")
        List<Condition> conditions) {

    public ExperimentStatus {
        conditions = Lists.orEmpty(conditions);
    }
}
