package io.robusttransfer.worker.report;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.descriptive.rank.Median;

/** How outcomes of images become one number. */
public sealed interface Average {
    double of(PerImage images);

    /** The share of images that are right, in [0,1]. */
    record ShareRight() implements Average {
        @Override
        public double of(PerImage images) {
            return share(images, Double.NEGATIVE_INFINITY);
        }
    }

    /** The share of images that are right with a value of at least this: certified accuracy (Cohen et al. 2019). */
    record ShareRightFrom(double least) implements Average {
        @Override
        public double of(PerImage images) {
            return share(images, least);
        }
    }

    /** The mean over images of value · 1[right], in the unit of the value (Zhai et al. 2020, "MACER", for radii). */
    record MeanWhereRight() implements Average {
        @Override
        public double of(PerImage images) {
            double sum = 0;
            for (int i = 0; i < images.count(); i++) {
                sum += images.right()[i] ? images.value()[i] : 0;
            }
            return sum / images.count();
        }
    }

    /** The mean over images of their values, right or not. */
    record Mean() implements Average {
        @Override
        public double of(PerImage images) {
            return Arrays.stream(images.value()).average().orElse(Double.NaN);
        }
    }

    /** The median over images of their values, right or not; no number where an image has none. */
    record MedianValue() implements Average {
        @Override
        public double of(PerImage images) {
            return new Median().evaluate(images.value());
        }
    }

    /** The share of images that have no value. */
    record ShareWithoutValue() implements Average {
        @Override
        public double of(PerImage images) {
            return (double) Arrays.stream(images.value()).filter(Double::isNaN).count() / images.count();
        }
    }

    /**
     * The least probability such that a share of the images have at most this one, from certified radii: Φ(radius / σ), one half
     * where an image is not right. It is the probability of an image, as nothing lies between.
     */
    record ProbabilityQuantile(double share, double sigma) implements Average {
        private static final NormalDistribution NORMAL = new NormalDistribution(0, 1);

        @Override
        public double of(PerImage images) {
            double[] radii = IntStream.range(0, images.count())
                    .mapToDouble(i -> images.right()[i] ? images.value()[i] : 0)
                    .sorted()
                    .toArray();
            int place = Math.max(0, (int) Math.ceil(share * radii.length) - 1);
            return NORMAL.cumulativeProbability(radii[place] / sigma);
        }
    }

    private static double share(PerImage images, double least) {
        int count = 0;
        for (int i = 0; i < images.count(); i++) {
            boolean far = least == Double.NEGATIVE_INFINITY || images.value()[i] >= least;
            count += images.right()[i] && far ? 1 : 0;
        }
        return (double) count / images.count();
    }
}
