package io.robusttransfer.worker.statistics;

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
}
