package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeName;

/**
 * What is minimised in training. Each is a record of its parameters, named as in a manifest by {@link JsonTypeName}, told to
 * people by its class description, and with a {@link Revision}. A field {@code epsilon}, {@code norm} or {@code warmupEpochs}
 * gets its rules from the definition's generator.
 */
@JsonSubTypes({
    @JsonSubTypes.Type(Ce.class),
    @JsonSubTypes.Type(CeN.class),
    @JsonSubTypes.Type(CeA.class),
    @JsonSubTypes.Type(Supcon.class),
    @JsonSubTypes.Type(Trades.class),
    @JsonSubTypes.Type(Llr.class),
    @JsonSubTypes.Type(Lwf.class)
})
public sealed interface Scheme permits Ce, CeN, CeA, HeadlessScheme, Trades, Llr, Lwf {
    /** The field that chooses it in a manifest. */
    default String field() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    /** What it is, for people, and whether the paper names it. */
    default String words() {
        return getClass().getAnnotation(JsonClassDescription.class).value();
    }

    /** With every default, and what it takes from the threat, filled in: what a stage's document says of it. */
    default Scheme resolved(Threat threat) {
        return this;
    }

    /** What a step costs beside the passes of cross-entropy on clean images, in passes of each image forward through f. */
    default double extraPasses() {
        return 0;
    }

    /** Whether it changes f on a target, so that its head has an f of its own. */
    default boolean movesExtractor() {
        return false;
    }
}
