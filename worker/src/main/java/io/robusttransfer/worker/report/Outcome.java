package io.robusttransfer.worker.report;

import java.util.Map;
import java.util.Optional;

/** What became of a cell; every kind of it is shown. */
public sealed interface Outcome {

    /**
     * The evaluation is done.
     *
     * @param series outcomes of every image, by what was measured
     * @param numbers of a measure that gives the cell one number, such as a transferability score, by the measure's id
     */
    record Completed(Map<Series, PerImage> series, Map<String, Double> numbers) implements Outcome {
        public Completed {
            series = Map.copyOf(series);
            numbers = Map.copyOf(numbers);
        }

        public Completed(Map<Series, PerImage> series) {
            this(series, Map.of());
        }

        Optional<PerImage> of(Series which) {
            return Optional.ofNullable(series.get(which));
        }
    }

    /**
     * A training that the cell needs diverged.
     *
     * @param stage which training it was, in words: "source training", "target retraining"
     */
    record Diverged(String stage, long step) implements Outcome {}

    record Missing(String why) implements Outcome {}
}
