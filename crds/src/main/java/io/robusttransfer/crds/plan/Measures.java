package io.robusttransfer.crds.plan;

import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Measure;
import java.util.List;

/**
 * The measures of an evaluation.
 *
 * @param images how many test images are classified and attacked
 * @param batchSize images in one pass, which changes low bits
 * @param attacks one entry per attack and epsilon, without repeats
 * @param smoothing null for none
 */
public record Measures(int images, int batchSize, List<Measure> attacks, Smoothing smoothing) {
    /**
     * The certificates by randomized smoothing.
     *
     * @param draws one entry per sigma
     * @param alpha failure probability of a certificate; draws do not depend on it
     */
    public record Smoothing(List<Measure.Draws> draws, Fraction alpha) {}
}
