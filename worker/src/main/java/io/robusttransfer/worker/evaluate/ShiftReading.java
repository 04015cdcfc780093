package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.shift.Shift;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.DoubleConsumer;

/**
 * Reads the accuracy on images that a change left. Which of them are right stays in the part: an evaluation of 85 such columns would
 * be too much to read at once.
 */
record ShiftReading(Measure.Shift measure, Subject subject, int batchSize) implements NumbersReading {
    @Override
    public boolean take(
            Map<String, Net> heads,
            Map<Column, List<Sample>> before,
            DoubleConsumer progress,
            BiConsumer<String, byte[]> done) {
        int count = measure.images(subject.images().count());
        Images shifted = Shift.of(measure.corruption(), measure.severity())
                .images(subject.images(count), Arrays.copyOf(subject.places(), count), measure.stream());
        new Predictions(heads, batchSize)
                .right(shifted)
                .forEach((head, right) ->
                        done.accept(head, SampleFiles.write(Map.of(Column.of(head, measure), subject.samples(right)))));
        return true;
    }

    @Override
    public Map<String, Double> numbers(byte[] part) {
        return Map.of(headline(), Reading.accuracy(SampleFiles.only(part)));
    }
}
