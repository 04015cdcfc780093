package io.robusttransfer.worker.certify;

import java.util.OptionalInt;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/**
 * CERTIFY and PREDICT of Cohen, Rosenfeld and Kolter, "Certified Adversarial Robustness via Randomized Smoothing" (ICML
 * 2019), on votes that were counted before.
 */
public final class Cohen {
    private static final NormalDistribution NORMAL = new NormalDistribution(0, 1);

    private Cohen() {}

    /**
     * CERTIFY: the class that the selection votes name, and the L2 radius within which the smoothed classifier returns
     * it, wrong with probability at most alpha.
     *
     * @param sigma standard deviation of the noise, in pixels of [0, 1]; the radius is in the same unit
     * @return abstains where the lower bound of the class's probability is below one half
     */
    public static Certificate certify(Votes votes, double sigma, double alpha) {
        int label = most(BlockCounts.sum(votes.selection()));
        int[] counts = BlockCounts.sum(votes.estimation());
        double lower = lowerBound(counts[label], sum(counts), alpha);
        return lower < .5 ? Certificate.ABSTAIN : new Certificate(OptionalInt.of(label), radius(lower, sigma));
    }

    /**
     * PREDICT: the class with most votes, unless a fair coin between the first two would be as uneven with probability
     * above alpha.
     */
    public static OptionalInt predict(Votes votes, double alpha) {
        return predict(BlockCounts.sum(votes.estimation()), alpha);
    }

    /** @param counts votes per class, at least two classes */
    static OptionalInt predict(int[] counts, double alpha) {
        int first = most(counts);
        int second = 0;
        for (int i = 0; i < counts.length; i++) {
            if (i != first) {
                second = Math.max(second, counts[i]);
            }
        }
        return twoSided(counts[first], counts[first] + second) > alpha ? OptionalInt.empty() : OptionalInt.of(first);
    }

    /**
     * Clopper and Pearson's one-sided lower bound of a probability, which holds with confidence 1 - alpha:
     * BetaInv(alpha; successes, trials - successes + 1).
     */
    public static double lowerBound(long successes, long trials, double alpha) {
        if (successes < 0 || successes > trials || trials < 1) {
            throw new IllegalArgumentException(successes + " successes of " + trials);
        }
        if (successes == 0) {
            return 0;
        }
        if (successes == trials) {
            return Math.pow(alpha, 1. / trials);
        }
        return new BetaDistribution(successes, trials - successes + 1., 1e-15).inverseCumulativeProbability(alpha);
    }

    /** The L2 radius sigma * Phi^-1(p) of a class whose probability is at least p. */
    public static double radius(double p, double sigma) {
        return sigma * NORMAL.inverseCumulativeProbability(p);
    }

    /** Probability that a fair coin, tossed {@code trials} times, is at least as uneven as {@code successes}. */
    static double twoSided(int successes, int trials) {
        int larger = Math.max(successes, trials - successes);
        return Math.min(1, 2 * new BinomialDistribution(trials, .5).cumulativeProbability(trials - larger));
    }

    private static int most(int[] counts) {
        int most = 0;
        for (int i = 1; i < counts.length; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        return most;
    }

    private static long sum(int[] counts) {
        long sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }
}
