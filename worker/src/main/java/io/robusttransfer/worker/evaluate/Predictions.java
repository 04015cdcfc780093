package io.robusttransfer.worker.evaluate;

import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** What heads on one f predict of images, which pass through that f once. */
record Predictions(Map<String, Net> heads, int batchSize) {
    /** Whether each image is predicted right, by head. */
    Map<String, boolean[]> right(Images images) {
        Map<String, boolean[]> right = new LinkedHashMap<>();
        heads.keySet().forEach(head -> right.put(head, new boolean[images.count()]));
        Scope.run(() -> {
            Map<String, Net> frozen = new LinkedHashMap<>();
            heads.forEach((head, net) -> frozen.put(head, net.frozen()));
            Net shared = frozen.values().iterator().next();
            for (int[] rows : Batch.rows(images.count(), batchSize)) {
                Scope.run(() -> {
                    Tensor z = shared.f(Batch.of(images, rows).x());
                    frozen.forEach((head, net) -> {
                        long[] predicted = net.h(z).argMax(1).longs();
                        for (int i = 0; i < rows.length; i++) {
                            right.get(head)[rows[i]] = predicted[i] == images.labels()[rows[i]];
                        }
                    });
                });
            }
        });
        return right;
    }
}
