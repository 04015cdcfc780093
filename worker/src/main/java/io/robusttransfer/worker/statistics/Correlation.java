package io.robusttransfer.worker.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.hipparchus.stat.correlation.SpearmansCorrelation;

/** How two lists of numbers go together, from −1 to 1; NaN where one of them is all alike. */
public enum Correlation {
    PEARSON {
        @Override
        double ofPairs(double[] a, double[] b) {
            return new PearsonsCorrelation().correlation(a, b);
        }
    },

    /** Of ranks; ties share their mean rank. */
    SPEARMAN {
        @Override
        double ofPairs(double[] a, double[] b) {
            return new SpearmansCorrelation().correlation(a, b);
        }
    },

    /** Kendall's τ-b. */
    KENDALL {
        @Override
        double ofPairs(double[] a, double[] b) {
            return new KendallsCorrelation().correlation(a, b);
        }
    },

    /**
     * Vigna's weighted τ (2015), in which an exchange of two high numbers counts more: pairs weigh 1/(r + 1) + 1/(s + 1), ranks r and s
     * from 0 for the highest; the mean of ranking by one list and by the other, ties in the order of the list beside.
     */
    WEIGHTED_KENDALL {
        @Override
        double ofPairs(double[] a, double[] b) {
            return (weighted(a, b, ranks(a, b)) + weighted(a, b, ranks(b, a))) / 2;
        }
    };

    /** @throws IllegalArgumentException unless both have the same number of finite values, two at least */
    public double of(double[] a, double[] b) {
        if (a.length != b.length || a.length < 2) {
            throw new IllegalArgumentException("a correlation of " + a.length + " and " + b.length
                    + " numbers; expected as many of both, at least two");
        }
        finite("a", a);
        finite("b", b);
        return ofPairs(a, b);
    }

    private static void finite(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("a correlation with " + name + "[" + i + "] = " + values[i]
                        + "; expected finite numbers: leave out what has none");
            }
        }
    }

    abstract double ofPairs(double[] a, double[] b);

    private static double weighted(double[] a, double[] b, int[] rank) {
        double common = 0;
        double ofA = 0;
        double ofB = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < i; j++) {
                double weight = 1. / (rank[i] + 1) + 1. / (rank[j] + 1);
                double signA = Math.signum(a[i] - a[j]);
                double signB = Math.signum(b[i] - b[j]);
                common += weight * signA * signB;
                ofA += weight * signA * signA;
                ofB += weight * signB * signB;
            }
        }
        return common / Math.sqrt(ofA * ofB);
    }

    /** The place of each number from the highest, by the other list where two are alike. */
    private static int[] ranks(double[] by, double[] ties) {
        int[] order = IntStream.range(0, by.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> by[i])
                        .thenComparingDouble(i -> ties[i])
                        .reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        int[] rank = new int[by.length];
        for (int place = 0; place < order.length; place++) {
            rank[order[place]] = place;
        }
        return rank;
    }
}
