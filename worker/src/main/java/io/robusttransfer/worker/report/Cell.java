package io.robusttransfer.worker.report;

/** One source model, measured in one place. */
public record Cell(String scheme, long seed, Where where, Outcome outcome) {}
