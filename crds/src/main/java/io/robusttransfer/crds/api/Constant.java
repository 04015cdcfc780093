package io.robusttransfer.crds.api;

/** The learning rate stays. */
public record Constant() implements ScheduleSpec.Choice {}
