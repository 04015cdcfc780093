package io.robusttransfer.tests.scale;

import java.util.Collection;
import org.hipparchus.stat.descriptive.rank.Percentile;

/** Values of one kind. */
record Sample(Collection<Double> values) {
    double median() {
        return percentile(50);
    }

    double p99() {
        return percentile(99);
    }

    double most() {
        return percentile(100);
    }

    private double percentile(double share) {
        return new Percentile()
                .withEstimationType(Percentile.EstimationType.R_7)
                .evaluate(values.stream().mapToDouble(Double::doubleValue).toArray(), share);
    }
}
