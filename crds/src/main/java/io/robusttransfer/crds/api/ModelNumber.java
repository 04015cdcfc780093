package io.robusttransfer.crds.api;

/**
 * A number that a measure gives of a whole model, beside or instead of outcomes of images.
 *
 * @param id in results, such as lipschitz_bound
 * @param title of a column of it
 * @param unit that it counts in, for people
 * @param lowerIsBetter else the higher one of two is the better one
 */
public record ModelNumber(String id, String title, String unit, boolean lowerIsBetter) {}
