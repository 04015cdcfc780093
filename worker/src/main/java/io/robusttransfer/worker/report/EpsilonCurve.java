package io.robusttransfer.worker.report;

import java.util.List;

/**
 * Robust accuracy against the size of an attack, from clean accuracy at 0: the points that were measured, and lines between them.
 * Expected robustness is the area under it up to the largest epsilon, divided by that epsilon: the robust accuracy against an attack
 * whose size is uniform on [0, largest].
 *
 * @param epsilons rising, above 0, in pixels of [0,1]
 */
public record EpsilonCurve(List<Double> epsilons) {
    public EpsilonCurve {
        epsilons = List.copyOf(epsilons);
    }

    /**
     * The area of each image's own curve, which is 1 up to the epsilon that breaks it: their mean is that of the accuracies.
     *
     * @param clean outcomes without an attack
     * @param attacked outcomes at each epsilon, all on the same images
     * @return on the images that were attacked: right where the image is right as it is, and the area in [0,1]
     */
    public PerImage of(PerImage clean, List<PerImage> attacked) {
        PerImage start = clean.on(attacked.get(0), "clean and attacked images");
        double[] area = new double[start.count()];
        for (int i = 0; i < area.length; i++) {
            double before = start.right()[i] ? 1 : 0;
            double from = 0;
            for (int k = 0; k < epsilons.size(); k++) {
                double now = attacked.get(k).right()[i] ? 1 : 0;
                area[i] += (epsilons.get(k) - from) * (before + now) / 2;
                before = now;
                from = epsilons.get(k);
            }
            area[i] /= from;
        }
        return new PerImage(start.images(), start.right(), area);
    }
}
