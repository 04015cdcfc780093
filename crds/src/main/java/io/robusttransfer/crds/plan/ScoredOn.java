package io.robusttransfer.crds.plan;

/**
 * What scores of transferability see beside an f: the training images of a target, and the source model's own head.
 *
 * @param domain the images that heads train on, with those held out to choose a checkpoint; nothing varies them
 * @param images so many of them; null for all
 * @param seed that draws {@code samplesPerClass}, as it does for heads; null where all are taken
 * @param head key of the stage that fitted the source model's own head; null where it was trained with f
 */
public record ScoredOn(TrainingDomain domain, Integer images, Long seed, String head) {}
