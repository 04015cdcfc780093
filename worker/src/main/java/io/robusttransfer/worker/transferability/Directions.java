package io.robusttransfer.worker.transferability;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * The directions in which features vary, or, where they are not centred, in which they lie: eigenvectors of f'f whose eigenvalue is not 0.
 *
 * @param s eigenvalues, (R), above 0
 * @param v eigenvectors of length 1, (R) of (D)
 */
record Directions(double[] s, RealVector[] v) {
    /** Features are 32-bit numbers: what is left of the largest singular value below this, for each feature, is their rounding. */
    private static final double ROUNDING = 0x1p-24;

    /** @param f features, (N, D) */
    static Directions of(RealMatrix f) {
        EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(Embedding.gram(f));
        double[] all = eigen.getEigenvalues();
        double relative = all.length * ROUNDING;
        double least = relative * relative * Arrays.stream(all).max().orElse(0);
        int[] kept = IntStream.range(0, all.length).filter(i -> all[i] > least).toArray();
        return new Directions(
                Arrays.stream(kept).mapToDouble(i -> all[i]).toArray(),
                Arrays.stream(kept).mapToObj(eigen::getEigenvector).toArray(RealVector[]::new));
    }

    /** (x'v)² / s of each direction, (R): the squares of what f lies along when x is a sum of rows of f. */
    double[] squares(RealVector x) {
        return IntStream.range(0, s.length)
                .mapToDouble(i -> {
                    double along = x.dotProduct(v[i]);
                    return along * along / s[i];
                })
                .toArray();
    }
}
