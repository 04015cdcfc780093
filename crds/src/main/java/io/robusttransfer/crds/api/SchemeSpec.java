package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Optional;

/**
 * The scheme of a training: what is minimised. Each is a record of its parameters, named as in a manifest by {@link
 * JsonTypeName}, told to people by its class description, and with a {@link Revision}. A field {@code epsilon}, {@code norm} or
 * {@code warmupEpochs} gets its rules from the definition's generator.
 */
@JsonSubTypes({
    @JsonSubTypes.Type(CeSpec.class),
    @JsonSubTypes.Type(CeNSpec.class),
    @JsonSubTypes.Type(CeASpec.class),
    @JsonSubTypes.Type(SupconSpec.class),
    @JsonSubTypes.Type(SupconNSpec.class),
    @JsonSubTypes.Type(SupconASpec.class),
    @JsonSubTypes.Type(TradesSpec.class),
    @JsonSubTypes.Type(FdmSpec.class),
    @JsonSubTypes.Type(LocalLipschitzSpec.class),
    @JsonSubTypes.Type(SimclrSpec.class),
    @JsonSubTypes.Type(UntrainedSpec.class),
    @JsonSubTypes.Type(PretrainedSpec.class),
    @JsonSubTypes.Type(LlrSpec.class),
    @JsonSubTypes.Type(LipschitzSpec.class),
    @JsonSubTypes.Type(LwfSpec.class),
    @JsonSubTypes.Type(FullSpec.class),
    @JsonSubTypes.Type(NeftSpec.class),
    @JsonSubTypes.Type(RoliSpec.class),
    @JsonSubTypes.Type(LoraSpec.class)
})
public sealed interface SchemeSpec
        permits CeSpec,
                CeNSpec,
                CeASpec,
                HeadlessScheme,
                TradesSpec,
                FdmSpec,
                LocalLipschitzSpec,
                LlrSpec,
                LipschitzSpec,
                PretrainedSpec,
                LwfSpec,
                FullSpec,
                NeftSpec,
                RoliSpec,
                LoraSpec {
    /** The field that chooses it in a manifest. */
    default String field() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    /** What it is, for people, and whether the paper names it. */
    default String words() {
        return getClass().getAnnotation(JsonClassDescription.class).value();
    }

    /** With every default, and what it takes from the threat, filled in: what a stage's document says of it. */
    default SchemeSpec resolved(Threat threat) {
        return this;
    }

    /** What a step costs beside the passes of cross-entropy on clean images, in passes of each image forward through f. */
    default double extraPasses() {
        return 0;
    }

    /**
     * Measures of an evaluation that this scheme's training makes meaningful, such as a certificate: they are planned for the f's
     * that it trained, and for no other.
     */
    default List<Measure> certificates(EvaluationSpec evaluation) {
        return List.of();
    }

    /** Whether it changes f on a target, so that its head has an f of its own. */
    default boolean movesExtractor() {
        return false;
    }

    /** Schemes whose losses its own is made of: its results change when theirs do. */
    default List<SchemeSpec> within() {
        return List.of();
    }

    /** A head on the same target with which its training there begins; with a random one where there is none. */
    default Optional<FirstHead> beginsWith() {
        return Optional.empty();
    }

    /** The training that it does where this one is planned for it. */
    default Training trained(Training planned) {
        return planned;
    }

    /** Whether its f is one that was there before, the same for every seed. */
    default boolean given() {
        return false;
    }

    /** What it does on a target where the manifest says nothing of its training. */
    default Training retraining() {
        return movesExtractor() ? Training.WITH_EXTRACTOR : Training.HEAD;
    }
}
