package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.worker.model.Net;
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
        new Predictions(heads, batchSize)
                .right(subject.images())
                .forEach((head, right) ->
                        done.accept(head, part(head, Map.of(Column.of(head, measure), subject.samples(right)))));
        return true;
    }
}
