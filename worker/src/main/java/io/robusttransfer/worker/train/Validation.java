package io.robusttransfer.worker.train;

import io.robusttransfer.crds.api.BestEpoch;
import io.robusttransfer.crds.api.Criterion;
import io.robusttransfer.worker.attack.Attacks;
import io.robusttransfer.worker.attack.Robustness;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.scheme.Step;
import io.robusttransfer.worker.tensor.Scope;
import java.util.stream.IntStream;

/**
 * Measures a net on the images held out; noise and starts are the same in every epoch.
 *
 * @param rows of the images held out
 * @param first the net before training
 */
record Validation(Recipe recipe, Images images, int[] rows, Net first) {
    /** A loss that is no finite number counts as this. */
    private static final double WORST = Double.MAX_VALUE;

    /** By which checkpoints are compared; where the last one is kept clean accuracy, without a head the loss. */
    Criterion criterion() {
        return recipe.training().checkpoint().choice() instanceof BestEpoch best
                ? best.measure()
                : recipe.fitsHead() ? Criterion.ACCURACY : Criterion.LOSS;
    }

    /** @return null where no image is held out */
    Double of(Net net) {
        if (rows.length == 0) {
            return null;
        }
        return switch (criterion()) {
            case ACCURACY ->
                Robustness.accuracy(Robustness.mistakes(
                        net, images.select(rows), recipe.training().batchSize()));
            case ROBUST_ACCURACY -> robustAccuracy(net);
            case LOSS -> loss(net);
        };
    }

    boolean improves(double measured, double before) {
        return criterion() == Criterion.LOSS ? measured < before : measured > before;
    }

    /** Whether a best epoch of this loss is none. */
    boolean isWorst(double measured) {
        return criterion() == Criterion.LOSS && measured == WORST;
    }

    private double robustAccuracy(Net net) {
        Images held = images.select(rows);
        int batchSize = recipe.training().batchSize();
        boolean[] mistakes = Robustness.mistakes(net, held, batchSize);
        return Robustness.accuracy(Robustness.of("validation", Attacks.validation(recipe.threat()), 1, batchSize)
                .broken(net, held, rows, mistakes));
    }

    private double loss(Net net) {
        double[] sum = {0};
        int batchSize = recipe.training().batchSize();
        for (int from = 0; from < rows.length; from += batchSize) {
            int[] some = IntStream.range(from, Math.min(rows.length, from + batchSize))
                    .map(i -> rows[i])
                    .toArray();
            Step.Clock clock = new Step.Clock(recipe.seed(), -1L - from, Double.POSITIVE_INFINITY);
            Scope.run(() -> {
                Batch batch = Batch.of(images, some);
                sum[0] += some.length
                        * recipe.scheme()
                                .loss(Step.of(
                                        net.frozen(), first, recipe.scheme().needs(), batch.x(), batch.y(), clock))
                                .item();
            });
        }
        double mean = sum[0] / rows.length;
        return Double.isNaN(mean) ? WORST : Math.min(mean, WORST);
    }
}
