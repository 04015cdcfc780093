package io.robusttransfer.crds.api;

/**
 * A head that is fitted over the source's f before a scheme trains both.
 *
 * @param training field by field, or null; the rest is as for any head of its scheme on that target
 */
public record FirstHead(SchemeSpec scheme, Training training) {}
