package io.robusttransfer.worker.evaluate;

import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Net;

/**
 * What is scored for a target.
 *
 * @param source the source model with its own head
 * @param images training images of the target
 */
public record ScoredModel(Net source, Images images) {}
