package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** Cross-entropy on clean images. */
@JsonTypeName("ce")
@Revision(1)
@JsonClassDescription("Cross-entropy on clean images. A scheme of the paper by name.")
public record CeSpec() implements SchemeSpec {}
