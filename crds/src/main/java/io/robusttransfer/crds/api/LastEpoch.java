package io.robusttransfer.crds.api;

/** The weights after the last epoch. */
public record LastEpoch() implements Checkpoint.Choice {}
