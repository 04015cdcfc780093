package io.robusttransfer.worker.report;

import java.util.List;

/**
 * The work behind an experiment's cells.
 *
 * @param trainings in the manifest's order
 * @param stages that are done, in the plan's order
 */
public record Work(List<Training> trainings, List<Spent> stages) {
    static final Work UNKNOWN = new Work(List.of(), List.of());

    public Work {
        trainings = List.copyOf(trainings);
        stages = List.copyOf(stages);
    }

    /**
     * How a training went: f and h on the source, or a head on a target.
     *
     * @param scheme name of the source scheme
     * @param epochs in their order
     */
    public record Training(String scheme, Where where, long seed, List<Epoch> epochs) {
        public Training {
            epochs = List.copyOf(epochs);
        }
    }

    /**
     * @param loss mean over the training images; no number where it diverged
     * @param validation by what its checkpoint is chosen, on the images held out; null where none are
     */
    public record Epoch(double loss, Double validation) {}

    /**
     * Time that a stage took where it was computed.
     *
     * @param kind such as "evaluate"
     */
    public record Spent(String kind, String title, double seconds) {}
}
