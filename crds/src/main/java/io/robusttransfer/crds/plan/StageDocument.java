package io.robusttransfer.crds.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.SchemeSpec;
import io.robusttransfer.crds.api.Threat;
import io.robusttransfer.crds.api.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The document of a stage: all that decides its result and nothing else, so no places, names, resources or retries. Its
 * canonical JSON is {@code stage.json}; the SHA-256 of that is the stage's key. A field added later is null, and so left out, at
 * its neutral value.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StageDocument.SourceTrain.class, name = "source-train"),
    @JsonSubTypes.Type(value = StageDocument.TargetRetrain.class, name = "target-retrain"),
    @JsonSubTypes.Type(value = StageDocument.Evaluate.class, name = "evaluate")
})
public sealed interface StageDocument {
    int SCHEMA = 1;

    int schema();

    Map<String, Integer> revisions();

    /** Keys of the stages whose results this one reads. */
    @JsonIgnore
    List<String> parents();

    @JsonIgnore
    StageKind kind();

    /** What both trainings have. {@code threat} is there only where the checkpoint is chosen by robust accuracy. */
    sealed interface Train extends StageDocument {
        Input input();

        Architecture architecture();

        TrainingDomain domain();

        Training training();

        Threat threat();

        /** With every parameter filled in. */
        SchemeSpec scheme();

        long seed();
    }

    /** Train f and h on the source. */
    record SourceTrain(
            int schema,
            Map<String, Integer> revisions,
            Input input,
            Architecture architecture,
            TrainingDomain domain,
            Training training,
            Threat threat,

            @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
            SchemeSpec scheme,

            long seed)
            implements Train {
        @Override
        public StageKind kind() {
            return StageKind.SOURCE_TRAIN;
        }

        @Override
        public List<String> parents() {
            return List.of();
        }
    }

    /**
     * Fit an h on the target over the f of {@code source}, which stays as it is unless the scheme moves it. The h is a new one, or goes
     * on from that of {@code head}, fitted there before.
     */
    record TargetRetrain(
            int schema,
            Map<String, Integer> revisions,
            Input input,
            Architecture architecture,
            TrainingDomain domain,
            Training training,
            Threat threat,

            @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
            SchemeSpec scheme,

            long seed,
            String source,
            String head)
            implements Train {
        @Override
        public StageKind kind() {
            return StageKind.TARGET_RETRAIN;
        }

        @Override
        public List<String> parents() {
            return head == null ? List.of(source) : List.of(source, head);
        }
    }

    /**
     * Measure the f of {@code source} on one domain, with its own h ({@code heads} is empty), with the heads fitted there, or a
     * head fitted there with an f of its own. {@code scoredOn} is there only where f is scored for the target.
     */
    record Evaluate(
            int schema,
            Map<String, Integer> revisions,
            Input input,
            Architecture architecture,
            TestDomain domain,
            Measures measures,
            String source,
            List<String> heads,
            ScoredOn scoredOn)
            implements StageDocument {
        @Override
        public StageKind kind() {
            return StageKind.EVALUATE;
        }

        @Override
        public List<String> parents() {
            List<String> parents = new ArrayList<>();
            parents.add(source);
            parents.addAll(heads);
            if (scoredOn != null && scoredOn.head() != null && !parents.contains(scoredOn.head())) {
                parents.add(scoredOn.head());
            }
            return parents;
        }
    }
}
