package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import java.util.List;
import java.util.Map;

/** A reading whose images are right or wrong, and whose figure is the share of those that are right. */
interface AccuracyReading extends Reading {
    Measure measure();

    @Override
    default List<Column> columns(String head) {
        return List.of(Column.of(head, measure()));
    }

    @Override
    default Map<Column, List<Sample>> outcomes(String head, byte[] part) {
        return Map.of(Column.of(head, measure()), SampleFiles.only(part));
    }

    @Override
    default Map<String, Double> figures(String head, Map<Column, List<Sample>> outcomes) {
        return Map.of(headline(), Reading.accuracy(outcomes.get(Column.of(head, measure()))));
    }

    @Override
    default String headline() {
        return "accuracy";
    }
}
