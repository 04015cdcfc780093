package io.robusttransfer.worker.transferability;

import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * H-score (Bao et al. 2019): tr(cov(f)⁺ cov(E[f | y])), the sum of squared correlations between features and labels in their common
 * directions. From 0 to K − 1; the same after any invertible linear map of features.
 */
record HScore() implements Score {
    @Override
    public double of(Embedding seen) {
        Embedding centred = seen.centred();
        RealMatrix inverse = new SingularValueDecomposition(Embedding.gram(centred.f()))
                .getSolver()
                .getInverse();
        return centred.classes().stream()
                .mapToDouble(ofClass -> {
                    RealVector mean = Embedding.mean(ofClass);
                    return ofClass.getRowDimension() * mean.dotProduct(inverse.operate(mean));
                })
                .sum();
    }
}
