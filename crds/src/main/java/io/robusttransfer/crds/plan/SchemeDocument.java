package io.robusttransfer.crds.plan;

import io.robusttransfer.crds.api.Ce;
import io.robusttransfer.crds.api.CeA;
import io.robusttransfer.crds.api.CeN;

/** Exactly one scheme, with every parameter filled in. */
public record SchemeDocument(Ce ce, CeN ceN, CeA ceA) {}
