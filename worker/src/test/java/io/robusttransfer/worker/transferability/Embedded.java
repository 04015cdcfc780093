package io.robusttransfer.worker.transferability;

import io.robusttransfer.worker.random.Stream;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;

/** Embeddings of a few images: six to work out by hand, and drawn ones whose features and probabilities tell something of the label. */
final class Embedded {
    static final int CLASSES = 3;

    static final RealMatrix F =
            MatrixUtils.createRealMatrix(new double[][] {{1, 0}, {2, 1}, {1, 1}, {-1, 0}, {-2, -1}, {-1, 1}});
    static final RealMatrix THETA = MatrixUtils.createRealMatrix(
            new double[][] {{.7, .2, .1}, {.6, .3, .1}, {.5, .25, .25}, {.1, .6, .3}, {.2, .2, .6}, {.1, .3, .6}});
    static final int[] Y = {0, 0, 0, 1, 1, 1};
    static final Embedding SIX = new Embedding(F, THETA, Y);

    private Embedded() {}

    /** Classes of unequal size, 40 images, five features of which one is 0 for all, four source classes. */
    static Embedding drawn(int seed) {
        int images = 40;
        Stream stream = Stream.of("embedded", seed);
        int[] y = IntStream.range(0, images).map(i -> i % 4 % CLASSES).toArray();
        RealMatrix f = MatrixUtils.createRealMatrix(images, 5);
        RealMatrix theta = MatrixUtils.createRealMatrix(images, 4);
        for (int i = 0; i < images; i++) {
            for (int d = 0; d < 4; d++) {
                f.setEntry(i, d, .5 + stream.gaussian() + (d == y[i] ? 1.5 : 0));
            }
            double[] odds = new double[4];
            for (int z = 0; z < 4; z++) {
                odds[z] = Math.exp(stream.gaussian() + (z == y[i] ? 2 : 0));
            }
            double all = Arrays.stream(odds).sum();
            theta.setRow(i, Arrays.stream(odds).map(each -> each / all).toArray());
        }
        return new Embedding(f, theta, y);
    }

    static RealMatrix gaussian(int rows, int columns, int seed) {
        Stream stream = Stream.of("matrix", seed);
        RealMatrix drawn = MatrixUtils.createRealMatrix(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                drawn.setEntry(i, j, stream.gaussian());
            }
        }
        return drawn;
    }

    static RealMatrix rotation(int size, int seed) {
        return new QRDecomposition(gaussian(size, size, seed)).getQ();
    }

    static RealMatrix oneHot(int[] labels, int classes) {
        RealMatrix oneHot = MatrixUtils.createRealMatrix(labels.length, classes);
        for (int i = 0; i < labels.length; i++) {
            oneHot.setEntry(i, labels[i], 1);
        }
        return oneHot;
    }
}
