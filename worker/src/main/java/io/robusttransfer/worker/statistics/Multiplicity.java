package io.robusttransfer.worker.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Adjusts p of several questions at once, so that each is compared with the level that holds for all of them. */
public enum Multiplicity {
    /** No true hypothesis is rejected, with the level's confidence (Holm 1979). */
    HOLM {
        @Override
        double[] ofRising(double[] p) {
            double[] adjusted = new double[p.length];
            double most = 0;
            for (int i = 0; i < p.length; i++) {
                most = Math.max(most, Math.min(1, (p.length - i) * p[i]));
                adjusted[i] = most;
            }
            return adjusted;
        }
    },

    /** Of the hypotheses that are rejected at most this share is true, in the mean (Benjamini and Hochberg 1995). */
    FALSE_DISCOVERY_RATE {
        @Override
        double[] ofRising(double[] p) {
            double[] adjusted = new double[p.length];
            double least = 1;
            for (int i = p.length - 1; i >= 0; i--) {
                least = Math.min(least, p[i] * p.length / (i + 1));
                adjusted[i] = least;
            }
            return adjusted;
        }
    };

    /** @param p in any order, each in [0,1] */
    public double[] adjusted(double[] p) {
        if (!Arrays.stream(p).allMatch(each -> each >= 0 && each <= 1)) {
            throw new IllegalArgumentException("p of " + Arrays.toString(p) + "; expected numbers from 0 to 1");
        }
        int[] order = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] rising = ofRising(Arrays.stream(order).mapToDouble(i -> p[i]).toArray());
        double[] adjusted = new double[p.length];
        for (int place = 0; place < order.length; place++) {
            adjusted[order[place]] = rising[place];
        }
        return adjusted;
    }

    abstract double[] ofRising(double[] p);
}
