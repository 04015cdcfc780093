package io.robusttransfer.worker.transferability;

import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * TransRate (Huang et al. 2022): R(f) − R(f | y), what the labels save in coding f to a distortion ε. R of N rows is ½ ln det(I + f'f / (N ε))
 * of features less their mean over all images; R(f | y) is its mean over classes by their shares of the images, as in the paper's
 * formula. (Its printed program takes all classes alike, which is the same where they have equally many images.) In nats per image, at
 * least 0. One factor on all features changes it.
 *
 * @param distortion ε
 */
record TransRate(double distortion) implements Score {
    /** The paper's. */
    static final double DISTORTION = 1e-4;

    @Override
    public double of(Embedding seen) {
        Embedding centred = seen.centred();
        double givenLabels = centred.classes().stream()
                .mapToDouble(ofClass -> (double) ofClass.getRowDimension() / seen.count() * rate(ofClass))
                .sum();
        return rate(centred.f()) - givenLabels;
    }

    /** By LL' of the matrix, whose determinant would overflow. */
    private double rate(RealMatrix f) {
        RealMatrix matrix = MatrixUtils.createRealIdentityMatrix(f.getColumnDimension())
                .add(Embedding.gram(f).scalarMultiply(1 / (f.getRowDimension() * distortion)));
        RealMatrix root = new CholeskyDecomposition(matrix).getL();
        double half = 0;
        for (int i = 0; i < root.getRowDimension(); i++) {
            half += Math.log(root.getEntry(i, i));
        }
        return half;
    }
}
