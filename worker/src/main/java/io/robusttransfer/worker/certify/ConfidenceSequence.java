package io.robusttransfer.worker.certify;

import java.util.OptionalLong;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * Decides, after any number of draws and as often as one likes, whether a class's probability under noise lies above
 * p0 = Phi(radius / sigma), from where on it is certified at that radius: the one-sided confidence sequence of Voráček, "Treatment
 * of Statistical Estimation Problems in Randomized Smoothing for Adversarial Robustness" (NeurIPS 2024), with a uniform prior on
 * the far side of p0.
 *
 * <p>Where the probability is at most p0, it is ever certified with probability at most alpha; where it is at least p0, it is ever
 * refused with probability at most alpha. Each error spends an alpha of its own. What is certified at a radius is certified at every
 * smaller one after as many draws, so that one alpha holds for all radii together.
 */
public final class ConfidenceSequence {
    private static final NormalDistribution NORMAL = new NormalDistribution(0, 1);
    private static final double HUGE = 1e200;
    private static final double NEGLIGIBLE = 1e-18;

    private final double p;
    private final double q;
    private final double evidence;

    private ConfidenceSequence(double p, double q, double alpha) {
        this.p = p;
        this.q = q;
        this.evidence = -Math.log(alpha);
    }

    /**
     * @param radius L2, above 0, in the unit of sigma
     * @param alpha probability of a wrong decision of either kind, between 0 and 1
     */
    public static ConfidenceSequence at(double radius, double sigma, double alpha) {
        // both tails are computed, since 1 - p0 would lose the small one
        return new ConfidenceSequence(
                NORMAL.cumulativeProbability(radius / sigma), NORMAL.cumulativeProbability(-radius / sigma), alpha);
    }

    /** What {@code successes} of {@code draws} say: each must be asked of a prefix of the same draws, and the first decision stays. */
    public Verdict after(long successes, long draws) {
        if (successes < 0 || successes > draws) {
            throw new IllegalArgumentException(successes + " successes of " + draws);
        }
        if (logE(successes, draws, p, q) >= evidence) {
            return Verdict.CERTIFIED;
        }
        return logE(draws - successes, draws, q, p) >= evidence ? Verdict.REFUSED : Verdict.UNDECIDED;
    }

    /** The fewest draws that certify, all of them in agreement; empty where 2^62 do not. */
    public OptionalLong leastDraws() {
        long low = 0;
        long high = 1;
        // where q is no longer told from 0, the sum is no number
        while (!(logOfAgreement(high) >= evidence)) {
            if (high == 1L << 62) {
                return OptionalLong.empty();
            }
            low = high;
            high *= 2;
        }
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (logOfAgreement(middle) < evidence) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return OptionalLong.of(high);
    }

    /** ln E of t successes of t draws: (1 - p^(t+1)) / ((t+1) p^t q). */
    private double logOfAgreement(double draws) {
        double logP = Math.log1p(-q);
        return Math.log(-Math.expm1((draws + 1) * logP)) - draws * logP - Math.log(draws + 1) - Math.log(q);
    }

    /**
     * The logarithm of the e-value against "the probability is at most p": ln of the mean over x in (p, 1) of
     * x^s (1-x)^(t-s) / (p^s q^(t-s)), which is ln B(1+s, 1+t-s) + ln BetaSF(p; 1+s, 1+t-s) - ln q - s ln p - (t-s) ln q.
     *
     * <p>As a survival function of a beta distribution is a sum of a binomial one, the mean is that of the s + 1 terms up to s of a
     * binomial of t + 1 draws, in units of the last one, over t + 1 - s. All terms are positive, so that nothing cancels, and they
     * are scaled, so that none overflows; a library's incomplete beta function is 0 in the tails where this still has all its digits.
     *
     * @param p between 0 and 1
     * @param q 1 - p
     */
    static double logE(long successes, long draws, double p, double q) {
        double odds = q / p;
        double term = 1;
        double sum = 1;
        double scale = 0;
        for (long k = successes; k > 0; k--) {
            double ratio = k * odds / (draws + 2 - k);
            term *= ratio;
            sum += term;
            if (sum > HUGE) {
                term /= HUGE;
                sum /= HUGE;
                scale += Math.log(HUGE);
            }
            if (ratio < 1 && term < NEGLIGIBLE * sum * (1 - ratio)) {
                break;
            }
        }
        return scale + Math.log(sum) - Math.log(draws + 1. - successes);
    }
}
