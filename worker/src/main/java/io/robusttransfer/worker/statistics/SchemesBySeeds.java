package io.robusttransfer.worker.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One figure of several schemes at the same seeds, as the sum of a scheme's mean, what a seed adds for all schemes, and a residual
 * of one variance, which so is estimated from all of them together: with three seeds, ten schemes give it 18 degrees of freedom, two
 * schemes alone 2.
 *
 * @param values by scheme, then seed: at least two of each, none missing
 * @param leastDeviation what the residual's deviation is not below, since values are no finer than that; 0 for none
 */
public record SchemesBySeeds(double[][] values, double leastDeviation) {
    public SchemesBySeeds(double[][] values) {
        this(values, 0);
    }

    public SchemesBySeeds {
        values = Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
        int seeds = values.length == 0 ? 0 : values[0].length;
        if (values.length < 2 || seeds < 2) {
            throw new IllegalArgumentException(
                    values.length + " schemes at " + seeds + " seeds, two of each are wanted");
        }
        for (double[] scheme : values) {
            if (scheme.length != seeds || !Arrays.stream(scheme).allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("a scheme lacks a figure: " + Arrays.toString(scheme));
            }
        }
    }

    @Override
    public double[][] values() {
        return Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
    }

    public int schemes() {
        return values.length;
    }

    public int seeds() {
        return values[0].length;
    }

    public double mean(int scheme) {
        return Arrays.stream(values[scheme]).average().orElseThrow();
    }

    /** Degrees of freedom of the residual, (schemes − 1) (seeds − 1). */
    public int df() {
        return (schemes() - 1) * (seeds() - 1);
    }

    /** The standard error of the difference of two schemes' means, √(2 s² / seeds) with s² = Σ residual² / df, at least the least deviation's. */
    public double standardError() {
        double all =
                IntStream.range(0, schemes()).mapToDouble(this::mean).average().orElseThrow();
        double squares = 0;
        for (int seed = 0; seed < seeds(); seed++) {
            int at = seed;
            double ofSeed = Arrays.stream(values)
                    .mapToDouble(scheme -> scheme[at])
                    .average()
                    .orElseThrow();
            for (int scheme = 0; scheme < schemes(); scheme++) {
                double residual = values[scheme][seed] - mean(scheme) - ofSeed + all;
                squares += residual * residual;
            }
        }
        return Math.sqrt(2 * Math.max(squares / df(), leastDeviation * leastDeviation) / seeds());
    }

    /** The distribution of the largest of the schemes' differences to one of them, in standard errors. */
    public ManyToOne manyToOne() {
        return new ManyToOne(schemes() - 1, df());
    }

    /**
     * A difference with its interval.
     *
     * @param low at most {@code high}
     */
    public record Difference(double value, double low, double high) {}

    /**
     * Each scheme's mean less that of one of them, with intervals that hold all true differences at once (Dunnett 1955).
     *
     * @param quantile the {@linkplain ManyToOne#twoSided two-sided} one of the confidence that is wanted
     * @return by scheme; null at the control itself
     */
    public Difference[] against(int control, double quantile) {
        double reach = quantile * standardError();
        Difference[] differences = new Difference[schemes()];
        for (int scheme = 0; scheme < schemes(); scheme++) {
            if (scheme != control) {
                double value = mean(scheme) - mean(control);
                differences[scheme] = new Difference(value, value - reach, value + reach);
            }
        }
        return differences;
    }

    /**
     * Whether a scheme is shown to be better than all others: by {@link #againstBest}, and by Student's t of its own differences to each
     * of them, since one residual variance of all schemes understates that of noisy ones beside others that hardly vary.
     *
     * @param quantile as there
     * @param level confidence of Student's intervals, in (0,1)
     */
    public boolean isBest(int scheme, double quantile, double level) {
        return againstBest(quantile)[scheme].low() >= 0
                && IntStream.range(0, schemes())
                        .filter(other -> other != scheme)
                        .allMatch(other -> leads(scheme, other, level));
    }

    /** Whether Student's interval about a scheme's mean difference to another, by the deviations of the two alone, lies above 0. */
    public boolean leads(int scheme, int other, double level) {
        return lead(scheme, other, level) > 0;
    }

    /**
     * Whether Student's interval about each other scheme's mean difference to this one ends below the margin, by the deviations of
     * the two alone: pooled ones say too little of a scheme that varies more than the others.
     */
    public boolean noneBeats(int scheme, double margin, double level) {
        return IntStream.range(0, schemes())
                .filter(other -> other != scheme)
                .allMatch(other -> -lead(scheme, other, level) < margin);
    }

    /** The lower end of Student's interval about a scheme's mean difference to another. */
    private double lead(int scheme, int other, double level) {
        double[] differences = IntStream.range(0, seeds())
                .mapToDouble(seed -> values[scheme][seed] - values[other][seed])
                .toArray();
        StudentMean mean = StudentMean.of(differences, leastDeviation);
        return mean.mean() - mean.half(level);
    }

    /**
     * Each scheme's mean less the largest of the others', with intervals that hold all true ones at once. A scheme whose interval ends at 0 is not the best; one whose interval begins at 0 is the best; of all others that is undecided (Hsu,
     * "Constrained simultaneous confidence intervals for multiple comparisons with the best", Annals of Statistics 1984).
     *
     * @param quantile the {@linkplain ManyToOne#oneSided one-sided} one of the confidence that is wanted
     * @return by scheme; each holds 0 or ends there
     */
    public Difference[] againstBest(double quantile) {
        double reach = quantile * standardError();
        Difference[] differences = new Difference[schemes()];
        for (int scheme = 0; scheme < schemes(); scheme++) {
            int self = scheme;
            double others = IntStream.range(0, schemes())
                    .filter(other -> other != self)
                    .mapToDouble(this::mean)
                    .max()
                    .orElseThrow();
            double value = mean(scheme) - others;
            differences[scheme] = new Difference(value, Math.min(0, value - reach), Math.max(0, value + reach));
        }
        return differences;
    }
}
