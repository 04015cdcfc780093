package io.robusttransfer.worker.transferability;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.linear.RealMatrix;

/**
 * LEEP (Nguyen et al. 2020): the mean log-likelihood of the labels, when an image is given a source class z by the source's own head and
 * then a label by how labels and source classes go together on these images. With P(y, z) the mean of theta_z where the label is y:
 *
 * <pre>mean over images of ln sum_z P(y | z) theta_z</pre>
 *
 * In nats per image, at most 0.
 */
record Leep() implements Score {
    @Override
    public double of(Embedding seen) {
        RealMatrix theta = seen.theta();
        // joint.getEntry(y, z) is N P(y, z)
        RealMatrix joint = seen.oneHot().transposeMultiply(theta);
        double[] source = Embedding.sum(joint).toArray();
        int[] label = Arrays.stream(seen.y()).distinct().sorted().toArray();
        return IntStream.range(0, seen.count())
                .mapToDouble(image -> {
                    double[] together = joint.getRow(Arrays.binarySearch(label, seen.y()[image]));
                    return Math.log(IntStream.range(0, source.length)
                            .filter(z -> source[z] > 0)
                            .mapToDouble(z -> together[z] / source[z] * theta.getEntry(image, z))
                            .sum());
                })
                .average()
                .orElse(Double.NaN);
    }
}
