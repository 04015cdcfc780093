package io.robusttransfer.crds.api;

/** A scheme that trains an extractor and no head, so that one has to be fitted on the source before it can be judged there. */
public sealed interface HeadlessScheme extends SchemeSpec
        permits SupconSpec, SupconNSpec, SupconASpec, SimclrSpec, UntrainedSpec {
    /** How the head is fitted where the manifest does not say. */
    SchemeSpec defaultHead();
}
