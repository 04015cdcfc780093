package io.robusttransfer.worker.transferability;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * What a source model makes of a target's training images.
 *
 * @param f features, (N, D)
 * @param theta probabilities of the source's classes by its own head, (N, Z); each row has the sum 1
 * @param y labels of the target, (N), from 0
 */
public record Embedding(RealMatrix f, RealMatrix theta, int[] y) {
    public Embedding {
        if (f.getRowDimension() != y.length || theta.getRowDimension() != y.length) {
            throw new IllegalArgumentException("%d features and %d probabilities for %d labels"
                    .formatted(f.getRowDimension(), theta.getRowDimension(), y.length));
        }
    }

    /** False where the source model gives no numbers, which no score could use. */
    public boolean isFinite() {
        return Double.isFinite(f.getNorm1()) && Double.isFinite(theta.getNorm1());
    }

    int count() {
        return y.length;
    }

    /** Rows of each class that has images. */
    private List<int[]> rowsByClass() {
        return Arrays.stream(y)
                .distinct()
                .sorted()
                .mapToObj(label ->
                        IntStream.range(0, y.length).filter(i -> y[i] == label).toArray())
                .toList();
    }

    /** Features of each class that has images, (N_c, D). */
    List<RealMatrix> classes() {
        return rowsByClass().stream().map(rows -> rows(f, rows)).toList();
    }

    /** 1 where an image is of the class, else 0: (N, K) for the classes that have images. */
    RealMatrix oneHot() {
        List<int[]> classes = rowsByClass();
        RealMatrix oneHot = MatrixUtils.createRealMatrix(count(), classes.size());
        for (int c = 0; c < classes.size(); c++) {
            for (int row : classes.get(c)) {
                oneHot.setEntry(row, c, 1);
            }
        }
        return oneHot;
    }

    /** With features less their mean over all images. */
    Embedding centred() {
        return new Embedding(centred(f), theta, y);
    }

    static RealMatrix centred(RealMatrix x) {
        RealVector mean = mean(x);
        RealMatrix centred = x.copy();
        for (int row = 0; row < x.getRowDimension(); row++) {
            centred.setRowVector(row, x.getRowVector(row).subtract(mean));
        }
        return centred;
    }

    /** Of the rows. */
    static RealVector mean(RealMatrix x) {
        return sum(x).mapDivide(x.getRowDimension());
    }

    /** Of the rows. */
    static RealVector sum(RealMatrix x) {
        double[] ones = new double[x.getRowDimension()];
        Arrays.fill(ones, 1);
        return MatrixUtils.createRealVector(x.preMultiply(ones));
    }

    /** x'x, (D, D). */
    static RealMatrix gram(RealMatrix x) {
        return x.transposeMultiply(x);
    }

    private static RealMatrix rows(RealMatrix x, int[] rows) {
        return MatrixUtils.createRealMatrix(
                Arrays.stream(rows).mapToObj(x::getRow).toArray(double[][]::new));
    }
}
