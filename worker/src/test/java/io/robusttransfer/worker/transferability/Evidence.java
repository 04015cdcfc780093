package io.robusttransfer.worker.transferability;

import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/** ln N(y; 0, I/β + ff'/α) / N, written out. */
final class Evidence {
    private Evidence() {}

    static double of(RealMatrix f, RealVector y, double alpha, double beta) {
        int images = y.getDimension();
        RealMatrix covariance = f.multiplyTransposed(f)
                .scalarMultiply(1 / alpha)
                .add(MatrixUtils.createRealIdentityMatrix(images).scalarMultiply(1 / beta));
        CholeskyDecomposition root = new CholeskyDecomposition(covariance, 1e-12, 0);
        double logDeterminant = 0;
        for (int i = 0; i < images; i++) {
            logDeterminant += 2 * Math.log(root.getL().getEntry(i, i));
        }
        double quadratic = y.dotProduct(root.getSolver().solve(y));
        return -(images * Math.log(2 * Math.PI) + logDeterminant + quadratic) / 2 / images;
    }
}
