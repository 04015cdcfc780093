package io.robusttransfer.crds.api;

/** What is minimised in training. */
public sealed interface Scheme permits Ce, CeN, CeA {
    /** The field that chooses it in a manifest. */
    String field();
}
