package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.shift.Shift;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.DoubleConsumer;

/**
 * Reads the accuracy on images that a change left. Which of them are right stays in the part: an evaluation of 85 such columns would
 * be too much to read at once.
 */
record ShiftReading(Measure.OnChanged measure, Subject subject, int batchSize) implements NumbersReading {
    @Override
    public boolean take(
            Map<String, Net> heads,
            Map<Column, List<Sample>> before,
            DoubleConsumer progress,
            BiConsumer<String, byte[]> done) {
        Subject.Changed changed = changed();
        new Predictions(heads, batchSize)
                .right(changed.images())
                .forEach((head, right) ->
                        done.accept(head, SampleFiles.write(Map.of(Column.of(head, measure), changed.samples(right)))));
        return true;
    }

    private Subject.Changed changed() {
        if (measure instanceof Measure.GivenShift given) {
            return subject.given().apply(given);
        }
        Measure.Shift shift = (Measure.Shift) measure;
        int count = shift.images(subject.images().count());
        int[] places = Arrays.copyOf(subject.places(), count);
        return new Subject.Changed(
                Shift.of(shift.corruption(), shift.severity()).images(subject.images(count), places, shift.stream()),
                places);
    }

    @Override
    public OptionalInt images(byte[] part) {
        return OptionalInt.of(SampleFiles.only(part).size());
    }

    @Override
    public Map<String, Double> numbers(byte[] part) {
        return Map.of(headline(), Reading.accuracy(SampleFiles.only(part)));
    }
}
