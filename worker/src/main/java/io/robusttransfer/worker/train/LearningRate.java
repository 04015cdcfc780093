package io.robusttransfer.worker.train;

import io.robusttransfer.crds.api.Constant;
import io.robusttransfer.crds.api.Cosine;
import io.robusttransfer.crds.api.OneCycle;
import io.robusttransfer.crds.api.ScheduleSpec;
import io.robusttransfer.crds.api.StepDecay;

/**
 * The learning rate of each step.
 *
 * @param base the optimizer's learning rate: the first one, of a cycle the highest
 */
record LearningRate(ScheduleSpec.Choice schedule, double base, int epochs, int stepsPerEpoch) {
    /** Steps count from 0 to epochs * stepsPerEpoch - 1. */
    double at(long step) {
        if (schedule instanceof Constant) {
            return base;
        }
        if (schedule instanceof Cosine) {
            return anneal(base, 0, (double) step / total());
        }
        if (schedule instanceof StepDecay steps) {
            long epoch = step / stepsPerEpoch;
            long falls = steps.milestones().stream()
                    .filter(milestone -> milestone <= epoch)
                    .count();
            return base * Math.pow(steps.gamma().toDouble(), falls);
        }
        if (schedule instanceof OneCycle cycle) {
            return oneCycle(cycle, step);
        }
        throw new IllegalArgumentException("no such schedule: " + schedule);
    }

    /** Smith and Topin (2018) with torch's OneCycleLR's end points: the peak is at step share * total - 1, before the first where that is negative. */
    private double oneCycle(OneCycle cycle, long step) {
        double first = base / cycle.divFactor().toDouble();
        double last = first / cycle.finalDivFactor().toDouble();
        double top = cycle.pctStart().toDouble() * total() - 1;
        if (step <= top) {
            return anneal(first, base, top == 0 ? 1 : step / top);
        }
        return anneal(base, last, (step - top) / (total() - 1 - top));
    }

    private long total() {
        return (long) epochs * stepsPerEpoch;
    }

    /** Half a cosine from {@code from} (share 0) to {@code to} (share 1). */
    private static double anneal(double from, double to, double share) {
        return to + (from - to) / 2 * (1 + Math.cos(Math.PI * share));
    }
}
