package io.robusttransfer.worker.train;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The figures of a finished epoch.
 *
 * @param epoch counted from 0
 * @param loss mean over its training images
 * @param validation the measure on the images held out; null where none are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Epoch(int epoch, double loss, Double validation) {}
