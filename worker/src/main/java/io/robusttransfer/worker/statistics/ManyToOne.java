package io.robusttransfer.worker.statistics;

import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.hipparchus.analysis.solvers.BrentSolver;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * The largest of several Student's t that have their denominator and one of their two means in common, such as those of many schemes
 * against one: T_i = (Z_i − Z_0) / (√2 S) with Z standard normal and S² = χ²(df) / df, so that any two correlate by 1/2 (Dunnett,
 * "A multiple comparison procedure for comparing several treatments with a control", JASA 1955).
 *
 * @param comparisons how many T_i, from 1 on
 * @param df degrees of freedom of S, from 1 on
 */
public record ManyToOne(int comparisons, int df) {
    private static final NormalDistribution NORMAL = new NormalDistribution();
    /** Beyond which a standard normal variable lies less often than once in 10^14. */
    private static final double TAIL = 7.8;

    private static final GaussIntegratorFactory GAUSS = new GaussIntegratorFactory();
    private static final GaussIntegrator START = GAUSS.legendre(96, -TAIL, TAIL);
    private static final GaussIntegrator SPREAD = GAUSS.legendre(64, 0, 1);
    private static final int MOST_STEPS = 200;
    private static final double ACCURACY = 1e-8;
    private static final double LARGEST = 1e5;

    public ManyToOne {
        if (comparisons < 1 || df < 1) {
            throw new IllegalArgumentException(comparisons + " comparisons with " + df + " degrees of freedom");
        }
    }

    /** The d for which max |T_i| ≤ d with this probability, in (0,1): for intervals about all differences at once. */
    public double twoSided(double probability) {
        return quantile(probability, (z, reach) -> within(z - reach, z + reach));
    }

    /** The d for which max T_i ≤ d with this probability, in (0,1): for bounds of all differences on one side. */
    public double oneSided(double probability) {
        return quantile(probability, (z, reach) -> NORMAL.cumulativeProbability(z + reach));
    }

    /** The probability that one Z_i lies where its T_i is no larger than asked for. */
    private interface One {
        /** @param reach d √2 S */
        double of(double z, double reach);
    }

    private double quantile(double probability, One one) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("a probability of " + probability);
        }
        double[] spreads = spreads();
        UnivariateFunction excess = d -> all(d, spreads, one) - probability;
        double high = 4;
        while (excess.value(high) < 0 && high < LARGEST) {
            high *= 2;
        }
        double low = excess.value(0) < 0 ? 0 : -high;
        return new BrentSolver(ACCURACY).solve(MOST_STEPS, excess, low, high);
    }

    /** √2 S at the nodes of its distribution. */
    private double[] spreads() {
        ChiSquaredDistribution spread = new ChiSquaredDistribution(df);
        double[] spreads = new double[SPREAD.getNumberOfPoints()];
        for (int i = 0; i < spreads.length; i++) {
            spreads[i] = Math.sqrt(2 * spread.inverseCumulativeProbability(SPREAD.getPoint(i)) / df);
        }
        return spreads;
    }

    /** P(all T_i within d) = E_S E_Z0 one(Z0, d √2 S)^comparisons. */
    private double all(double d, double[] spreads, One one) {
        double sum = 0;
        for (int i = 0; i < spreads.length; i++) {
            double reach = d * spreads[i];
            sum += SPREAD.getWeight(i)
                    * START.integrate(z -> NORMAL.density(z) * Math.pow(one.of(z, reach), comparisons));
        }
        return sum;
    }

    private static double within(double low, double high) {
        return high <= low ? 0 : NORMAL.probability(low, high);
    }
}
