package io.robusttransfer.worker.attack;

import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.util.stream.LongStream;

/** How far logits (N, K) speak against labels; K is at least 2. Each is (N) and differentiable. */
final class Margin {
    /** Beside any logit as good as minus infinity; finite, so that no gradient is a NaN. */
    private static final double NEVER = -1e30;

    private static final double TINY = 1e-12;

    private Margin() {}

    /**
     * log((1 - p_y) / p_y) = log Σ_{j≠y} exp(z_j) - z_y, in nats. The cross-entropy is log(1 + exp(m)) of it, which rises with it,
     * so both have the same maxima. In float32 the gradient of the cross-entropy loses the label's part from m = -17 on, since p_y
     * is rounded to 1; this one keeps it.
     */
    static Tensor logOdds(Tensor logits, Tensor y) {
        Tensor others = withoutLabel(logits, y);
        Tensor largest = others.detach().max(true, 1);
        Tensor sum = others.sub(largest).exp().sum(false, 1).log();
        return sum.add(largest.reshape(y.size())).sub(of(logits, y));
    }

    /** max_{j≠y} z_j - z_y: above 0 where the image is misclassified. */
    static Tensor over(Tensor logits, Tensor y) {
        return withoutLabel(logits, y).max(false, 1).sub(of(logits, y));
    }

    /** z_t - z_y. */
    static Tensor towards(Tensor logits, Tensor y, Tensor target) {
        return of(logits, target).sub(of(logits, y));
    }

    /**
     * The targeted difference of logits ratio (Croce and Hein, ICML 2020): -(z_y - z_t) / (z_(1) - (z_(3) + z_(4)) / 2), z_(i) the
     * i-th largest; over z_(1) - z_(3) for three classes, and for two, which have no third, z_t - z_y alone.
     */
    static Tensor targetedRatio(Tensor logits, Tensor y, Tensor target) {
        Tensor towards = towards(logits, y, target);
        long classes = logits.size(1);
        if (classes == 2) {
            return towards;
        }
        Tensor order = logits.detach().argSort(1, true);
        Tensor third = ranked(logits, order, 3);
        Tensor low = classes == 3 ? third : third.add(ranked(logits, order, 4)).mul(.5);
        return towards.div(ranked(logits, order, 1).sub(low).add(TINY));
    }

    /** The class with the rank-th largest logit (from 1) among those that are not the label, (N), INT64. */
    static Tensor rival(Tensor logits, Tensor y, int rank) {
        return withoutLabel(logits, y).argSort(1, true).slice(1, rank - 1, rank).reshape(y.size());
    }

    private static Tensor ranked(Tensor logits, Tensor order, int rank) {
        return logits.gather(order.slice(1, rank - 1, rank), 1).reshape(logits.size(0));
    }

    private static Tensor of(Tensor logits, Tensor label) {
        long n = label.size();
        return logits.gather(label.reshape(n, 1), 1).reshape(n);
    }

    private static Tensor withoutLabel(Tensor logits, Tensor y) {
        Tensor classes = Tensor.of(LongStream.range(0, logits.size(1)).toArray(), 1, logits.size(1));
        Tensor label = y.reshape(y.size(), 1).eq(classes);
        Type type = logits.type();
        return label.where(Tensor.full(NEVER, type, 1, 1), logits);
    }
}
