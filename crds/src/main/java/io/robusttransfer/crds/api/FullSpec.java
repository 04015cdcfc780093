package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;

/** Fine-tuning of f and of a new h: exactly one scheme, which says by what loss. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonTypeName("full")
@Revision(1)
@Example("{ce: {}}")
@JsonClassDescription(
        "Fine-tuning: f and the new head are trained together, batch normalisation included, by the loss of the scheme inside. Beyond"
                + " the paper's three target schemes.")
public record FullSpec(CeSpec ce, CeNSpec ceN, CeASpec ceA) implements SchemeSpec {
    /** By whose loss. */
    public SchemeSpec inner() {
        return Chosen.of(this, SchemeSpec.class);
    }

    @Override
    public List<SchemeSpec> within() {
        return List.of(inner());
    }

    @Override
    public SchemeSpec resolved(Threat threat) {
        return Chosen.in(FullSpec.class, inner().resolved(threat));
    }

    @Override
    public double extraPasses() {
        return inner().extraPasses();
    }

    @Override
    public boolean movesExtractor() {
        return true;
    }

    @Override
    public Training retraining() {
        return Training.FINE_TUNING;
    }
}
