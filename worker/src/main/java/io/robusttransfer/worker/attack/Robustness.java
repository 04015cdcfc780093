package io.robusttransfer.worker.attack;

import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which images an attack breaks, at the worst of its restarts.
 *
 * <p>Random starts are keyed by (measure, image, restart), so that neither batches nor what was broken before changes
 * them.
 *
 * @param measure identifies what is measured (not the epsilon, which shares its starts)
 * @param batch images that are attacked together
 */
public record Robustness(String measure, int restarts, int batch) {
    /** Which images the net gets wrong as they are. */
    public boolean[] mistakes(Net net, Images images) {
        return Scope.value(() -> wrong(net.frozen(), images));
    }

    private boolean[] wrong(Net frozen, Images images) {
        boolean[] wrong = new boolean[images.count()];
        for (int[] rows : batches(IntStream.range(0, images.count()).toArray())) {
            Scope.run(() -> {
                Tensor x = Batch.of(images, rows).x();
                mark(frozen.logits(x).argMax(1).longs(), images, rows, wrong);
            });
        }
        return wrong;
    }

    /**
     * Attacks every image that is not broken yet.
     *
     * @param places of the images in their dataset, by which their starts are keyed
     * @param before images known to be broken: misclassified as they are, or broken at a smaller epsilon of this norm;
     *     they are not attacked and stay broken
     * @return which images are broken at this epsilon
     */
    public boolean[] broken(Net net, Images images, int[] places, Attack attack, boolean[] before) {
        return Scope.value(() -> attacked(net.frozen(), images, places, attack, before.clone()));
    }

    private boolean[] attacked(Net frozen, Images images, int[] places, Attack attack, boolean[] broken) {
        for (int restart = 0; restart < restarts; restart++) {
            int now = restart;
            int[] left = IntStream.range(0, images.count())
                    .filter(row -> !broken[row])
                    .toArray();
            for (int[] rows : batches(left)) {
                Scope.run(() -> {
                    Batch batch = Batch.of(images, rows);
                    int[] keys = Arrays.stream(rows).map(row -> places[row]).toArray();
                    Tensor moved = attack.maximise(
                            frozen, batch.x(), Objective.crossEntropy(batch.y()), Noise.restart(measure, keys, now));
                    mark(frozen.logits(moved).argMax(1).longs(), images, rows, broken);
                });
            }
        }
        return broken;
    }

    /** The share of images that are not broken. */
    public static double accuracy(boolean[] broken) {
        int right = 0;
        for (boolean one : broken) {
            right += one ? 0 : 1;
        }
        return (double) right / broken.length;
    }

    private List<int[]> batches(int[] rows) {
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from < rows.length; from += batch) {
            batches.add(Arrays.copyOfRange(rows, from, Math.min(rows.length, from + batch)));
        }
        return batches;
    }

    private static void mark(long[] predicted, Images images, int[] rows, boolean[] wrong) {
        for (int i = 0; i < rows.length; i++) {
            wrong[rows[i]] |= predicted[i] != images.labels()[rows[i]];
        }
    }
}
