package io.robusttransfer.worker.attack;

import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;

/** The gradients that attacks climb by. */
public final class Gradients {
    private Gradients() {}

    /** Which images have a gradient of the log-odds against the label that is zero in every pixel: a net that hides its gradients. */
    public static boolean[] zero(Net net, Images images, int batchSize) {
        boolean[] zero = new boolean[images.count()];
        Scope.run(() -> {
            Net frozen = net.frozen();
            for (int[] rows : Batch.rows(zero.length, batchSize)) {
                Scope.run(() -> look(frozen, Batch.of(images, rows), rows, zero));
            }
        });
        return zero;
    }

    private static void look(Net frozen, Batch batch, int[] rows, boolean[] zero) {
        Tensor leaf = batch.x().leaf();
        Tensor gradient = Grad.of(() -> Objective.logOdds(batch.y()).loss(frozen, leaf), leaf)
                .gradient();
        float[] largest = gradient.abs().max(true, 1).max(true, 2).max(true, 3).floats();
        for (int i = 0; i < rows.length; i++) {
            zero[rows[i]] = largest[i] == 0;
        }
    }
}
