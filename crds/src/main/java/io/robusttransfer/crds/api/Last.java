package io.robusttransfer.crds.api;

/** The weights after the last epoch. */
public record Last() implements Checkpoint.Choice {}
