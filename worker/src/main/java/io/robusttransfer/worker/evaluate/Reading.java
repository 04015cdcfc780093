package io.robusttransfer.worker.evaluate;

import io.robusttransfer.worker.model.Net;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.DoubleConsumer;

/** A way to take one kind of measure. */
interface Reading {
    /**
     * Measures heads that share one f.
     *
     * @param before outcomes of the measures before this one
     * @param progress is given shares of a head that were done
     * @param done is given each head's part as soon as it is complete
     * @return false when it was stopped
     */
    boolean take(
            Map<String, Net> heads,
            Map<Column, List<Sample>> before,
            DoubleConsumer progress,
            BiConsumer<String, byte[]> done);

    /** What it says of a head, in the order of a file of samples. */
    List<Column> columns(String head);

    /** A head's part, in the order of its columns: the same bytes whatever map the outcomes come in. */
    default byte[] part(String head, Map<Column, List<Sample>> outcomes) {
        Map<Column, List<Sample>> ordered = new LinkedHashMap<>();
        columns(head).forEach(column -> ordered.put(column, outcomes.get(column)));
        return SampleFiles.write(ordered);
    }

    /** What a part says of its head. */
    Map<Column, List<Sample>> outcomes(String head, byte[] part);

    /** What a part says of the whole model: {@link io.robusttransfer.crds.api.Measure#numbers}, by id. */
    default Map<String, Double> numbers(byte[] part) {
        return Map.of();
    }

    /** How many images a part is about; empty where as many as the measure asks for. */
    default OptionalInt images(byte[] part) {
        return OptionalInt.empty();
    }

    /** Figures of a head, by the names of metrics.json. */
    Map<String, Double> figures(String head, Map<Column, List<Sample>> outcomes);

    /** Which of the numbers or figures {@link io.robusttransfer.crds.api.Measure#words} announces. */
    String headline();

    /** Which of the first so many images are predicted wrong as they are. */
    static boolean[] mistakes(List<Sample> clean, int images) {
        boolean[] mistakes = new boolean[images];
        for (int i = 0; i < images; i++) {
            mistakes[i] = !clean.get(i).correct();
        }
        return mistakes;
    }

    static double accuracy(List<Sample> samples) {
        return samples.stream().filter(Sample::correct).count() / (double) samples.size();
    }
}
