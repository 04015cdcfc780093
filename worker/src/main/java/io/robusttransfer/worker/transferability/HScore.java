package io.robusttransfer.worker.transferability;

import java.util.Arrays;

/**
 * H-score (Bao et al. 2019): tr(cov(f)⁺ cov(E[f | y])), the sum of squared correlations between features and labels in their common
 * directions. From 0 to K − 1; the same after any invertible linear map of features. Few images for each feature raise it: where there are
 * no more images than directions it is K − 1 whatever f is.
 */
record HScore() implements Score {
    @Override
    public double of(Embedding seen) {
        Embedding centred = seen.centred();
        Directions directions = Directions.of(centred.f());
        return centred.classes().stream()
                .mapToDouble(ofClass -> Arrays.stream(directions.squares(Embedding.sum(ofClass)))
                                .sum()
                        / ofClass.getRowDimension())
                .sum();
    }
}
