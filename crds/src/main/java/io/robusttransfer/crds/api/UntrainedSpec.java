package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** An f that keeps its first weights: what any training has to beat. */
@JsonTypeName("untrained")
@Revision(1)
@JsonClassDescription(
        "No training: f keeps its random first weights, the floor of all others; a head is fitted on it. Beyond the paper's list.")
public record UntrainedSpec() implements HeadlessScheme {
    @Override
    public SchemeSpec defaultHead() {
        return new CeSpec();
    }

    @Override
    public Training trained(Training planned) {
        return Training.NONE;
    }
}
