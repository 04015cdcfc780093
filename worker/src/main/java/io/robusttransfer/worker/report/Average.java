package io.robusttransfer.worker.report;

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

    private static double share(PerImage images, double least) {
        int count = 0;
        for (int i = 0; i < images.count(); i++) {
            boolean far = least == Double.NEGATIVE_INFINITY || images.value()[i] >= least;
            count += images.right()[i] && far ? 1 : 0;
        }
        return (double) count / images.count();
    }
}
