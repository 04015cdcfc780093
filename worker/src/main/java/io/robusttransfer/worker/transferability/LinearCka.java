package io.robusttransfer.worker.transferability;

import org.hipparchus.linear.RealMatrix;

/**
 * Linear CKA (Kornblith et al. 2019) of features and one-hot labels, both centred: ‖y'f‖² / (‖f'f‖ ‖y'y‖) in Frobenius norms, the cosine
 * between how alike images are by f and by label. From 0 to 1; the same after a rotation of features or one factor on all of them. NaN
 * where f is the same for every image or there is one class.
 */
record LinearCka() implements Score {
    @Override
    public double of(Embedding seen) {
        return of(seen.f(), seen.oneHot());
    }

    /** Of the same images twice: (N, D) and (N, E). */
    static double of(RealMatrix one, RealMatrix other) {
        RealMatrix x = Embedding.centred(one);
        RealMatrix y = Embedding.centred(other);
        double common = y.transposeMultiply(x).getFrobeniusNorm();
        return common
                * common
                / (Embedding.gram(x).getFrobeniusNorm() * Embedding.gram(y).getFrobeniusNorm());
    }
}
