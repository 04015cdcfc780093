package io.robusttransfer.crds.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.robusttransfer.crds.api.Ce;
import io.robusttransfer.crds.api.CeA;
import io.robusttransfer.crds.api.CeN;
import io.robusttransfer.crds.api.Scheme;

/** Exactly one scheme, with every parameter filled in. */
public record SchemeDocument(Ce ce, CeN ceN, CeA ceA) {
    @JsonIgnore
    public Scheme scheme() {
        return ce != null ? ce : ceN != null ? ceN : ceA;
    }
}
