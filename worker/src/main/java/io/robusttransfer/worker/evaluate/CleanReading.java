package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.DoubleConsumer;

/** Reads which images are predicted right as they are. */
record CleanReading(Measure.Clean measure, Subject subject, int batchSize) implements AccuracyReading {
    @Override
    public boolean take(
            Map<String, Net> heads,
            Map<Column, List<Sample>> before,
            DoubleConsumer progress,
            BiConsumer<String, byte[]> done) {
        Images images = subject.images();
        Map<String, boolean[]> correct = new LinkedHashMap<>();
        heads.keySet().forEach(head -> correct.put(head, new boolean[images.count()]));
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
                            correct.get(head)[rows[i]] = predicted[i] == images.labels()[rows[i]];
                        }
                    });
                });
            }
        });
        correct.forEach((head, right) ->
                done.accept(head, part(head, Map.of(Column.of(head, measure), subject.samples(right)))));
        return true;
    }
}
