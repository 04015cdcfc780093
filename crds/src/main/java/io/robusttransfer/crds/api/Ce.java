package io.robusttransfer.crds.api;

/** Cross-entropy on clean images. */
public record Ce() implements Scheme {
    @Override
    public String field() {
        return "ce";
    }
}
