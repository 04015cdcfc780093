package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;

/**
 * How far an experiment is, and what won. Bounded: the full table is in the report.
 *
 * @param later what a later release writes, kept as it is: an operator that is rolled back writes the status, too
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExperimentStatus(
        @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        Long observedGeneration,

        @Size(max = 16)
        @JsonPropertyDescription(
                "Planning, Running, Reporting, Waiting, Stalled, Suspended, Complete or Failed; the conditions say"
                        + " more.")
        String phase,

        @Size(max = 32) @JsonPropertyDescription("Stages done, of all: 37/180.")
        String done,

        @JsonPropertyDescription("Jobs that run now.") Integer running,

        @JsonPropertyDescription("Stages that will not be done: they, or one they need, failed for good.")
        Integer failed,

        @Size(max = 256)
        @JsonPropertyDescription(
                "Said at the end: source scheme/head's scheme of the most robust model on the first target, and its"
                        + " measure.")
        String best,

        @JsonPropertyDescription("The plan. The first plan Job pins it; an upgraded operator keeps it.")
        PinnedPlan plan,

        @JsonPropertyDescription("Stages of the plan that need no more work.")
        Settled settled,

        @Size(max = ExperimentStatus.MOST_RUNNING)
        @JsonPropertyDescription("Jobs that run or wait to run, at most 50 of them.")
        List<RunningList> runningLists,

        @Size(max = ExperimentStatus.MOST_FAILURES)
        @JsonPropertyDescription("Lists of stages that failed, for good or so far, at most 20 of them.")
        List<FailedList> failures,

        @JsonPropertyDescription("Where the answer is.") ReportPlace report,

        @Size(max = 16)
        @JsonPropertyDescription("Ready, Reconciling and Stalled as kstatus has them, beside Complete and Failed.")
        List<Condition> conditions,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> later) {
    public static final int MOST_RUNNING = 50;
    public static final int MOST_FAILURES = 20;

    public ExperimentStatus {
        runningLists = Lists.orEmpty(runningLists);
        failures = Lists.orEmpty(failures);
        conditions = Lists.orEmpty(conditions);
        later = Maps.rising(later);
    }

    /** Of an experiment that nothing is known of yet. */
    public static ExperimentStatus empty() {
        return new ExperimentStatus(null, null, null, null, null, null, null, null, null, null, null, null, Map.of());
    }
}
