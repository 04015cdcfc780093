package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import java.util.List;
import java.util.Map;

/** A reading that gives numbers alone, and no outcomes of images. */
interface NumbersReading extends Reading {
    Measure measure();

    @Override
    default List<Column> columns(String head) {
        return List.of();
    }

    @Override
    default Map<Column, List<Sample>> outcomes(String head, byte[] part) {
        return Map.of();
    }

    @Override
    default Map<String, Double> figures(String head, Map<Column, List<Sample>> outcomes) {
        return Map.of();
    }

    @Override
    default String headline() {
        return measure().numbers().get(0).id();
    }
}
