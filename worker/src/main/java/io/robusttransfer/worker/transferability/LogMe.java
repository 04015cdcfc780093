package io.robusttransfer.worker.transferability;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * LogME (You et al. 2021): the mean over classes of (1/N) max ln p(y_c | f, α, β), the evidence of a linear model of the one-hot label y_c
 * with prior N(0, I/α) of its weights and noise of variance 1/β. In nats per image; features are not centred. The same after a rotation
 * of features or one factor on all of them.
 *
 * <p>With s the eigenvalues of f'f that are not 0, x² the shares of ‖y_c‖² = N_c that lie along them, and λ = α/β, the best β is N/E(λ),
 * where E(λ) = ‖y_c‖² − Σ x² s / (λ + s) is the least ridge loss. What is left to maximise is
 *
 * <pre>½ Σ ln(λ / (λ + s)) − N/2 ln(2π e E(λ) / N)</pre>
 *
 * over ln λ. Where a linear model leaves no error at all there is no maximum, and the value is that at a λ next to 0. The authors'
 * program stops its iteration before the maximum, by about 1e-7.
 */
record LogMe() implements Score {
    /** λ beyond these powers of e, against the largest s, changes nothing. */
    private static final double FARTHEST = 40;

    private static final int GRID = 160;
    private static final double PRECISION = 1e-9;

    @Override
    public double of(Embedding seen) {
        Directions directions = Directions.of(seen.f());
        return seen.classes().stream()
                .mapToDouble(ofClass -> evidence(
                        directions.s(),
                        directions.squares(Embedding.sum(ofClass)), // f'y_c
                        ofClass.getRowDimension(),
                        seen.count()))
                .average()
                .orElse(Double.NaN);
    }

    /**
     * The highest (1/N) ln p of one class.
     *
     * @param ofClass images of the class, which is ‖y_c‖²
     */
    static double evidence(double[] s, double[] x2, int ofClass, int images) {
        double beyond = Math.max(0, ofClass - Arrays.stream(x2).sum());
        double scale = Math.log(Arrays.stream(s).max().orElse(1));
        return highest(
                        t -> {
                            double lambda = Math.exp(t);
                            double prior = 0;
                            double loss = beyond;
                            for (int i = 0; i < s.length; i++) {
                                double left = lambda / (lambda + s[i]);
                                prior += Math.log(left) / 2;
                                loss += x2[i] * left;
                            }
                            return prior - images / 2. * Math.log(2 * Math.PI * Math.E * loss / images);
                        },
                        scale - FARTHEST,
                        scale + FARTHEST)
                / images;
    }

    /** By ever finer grids: there may be several maxima, and the highest may lie at an end. */
    private static double highest(DoubleUnaryOperator of, double from, double to) {
        double step = (to - from) / GRID;
        double best = from;
        for (int i = 1; i <= GRID; i++) {
            best = of.applyAsDouble(from + i * step) > of.applyAsDouble(best) ? from + i * step : best;
        }
        return step < PRECISION ? of.applyAsDouble(best) : highest(of, best - step, best + step);
    }
}
