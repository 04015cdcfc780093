package io.robusttransfer.worker.transferability;

import java.util.List;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.stat.descriptive.moment.Mean;
import org.hipparchus.stat.descriptive.moment.Variance;

/**
 * GBC (Pándy et al. 2022): −Σ_{i≠j} exp(−D(i, j)), how far classes overlap, where D is the Bhattacharyya distance of Gaussians with the
 * mean and the variances (n − 1) of each class, feature by feature. From −K (K − 1), all classes alike, to 0. The same after a
 * factor of its own on each feature.
 *
 * <p>A feature that is the same for all images tells nothing and is left out. A class in which a feature does not vary counts with a
 * variance of {@value #FLOOR} of that over all images, since D would be infinite. The paper's first step, PCA to 64 features, is left
 * out.
 */
record Gbc() implements Score {
    private static final double FLOOR = 1e-4;

    /** Of one class, feature by feature. */
    private record Gaussian(double[] mean, double[] variance) {
        static Gaussian of(RealMatrix f) {
            int features = f.getColumnDimension();
            double[] mean = new double[features];
            double[] variance = new double[features];
            for (int d = 0; d < features; d++) {
                mean[d] = new Mean().evaluate(f.getColumn(d));
                // 0 of one image
                variance[d] = new Variance().evaluate(f.getColumn(d));
            }
            return new Gaussian(mean, variance);
        }
    }

    @Override
    public double of(Embedding seen) {
        double[] all = Gaussian.of(seen.f()).variance();
        List<Gaussian> classes = seen.classes().stream().map(Gaussian::of).toList();
        double overlap = 0;
        for (int i = 0; i < classes.size(); i++) {
            for (int j = 0; j < i; j++) {
                overlap += 2 * Math.exp(-distance(classes.get(i), classes.get(j), all));
            }
        }
        return -overlap;
    }

    /** ⅛ Σ (μ − μ')² / v̄ + ½ Σ ln(v̄ / √(v v')), v̄ the mean of both variances. */
    private static double distance(Gaussian one, Gaussian other, double[] all) {
        double distance = 0;
        for (int d = 0; d < all.length; d++) {
            if (all[d] > 0) {
                double v = Math.max(one.variance()[d], FLOOR * all[d]);
                double w = Math.max(other.variance()[d], FLOOR * all[d]);
                double mean = (v + w) / 2;
                double apart = one.mean()[d] - other.mean()[d];
                distance += apart * apart / mean / 8 + Math.log(mean / Math.sqrt(v * w)) / 2;
            }
        }
        return distance;
    }
}
