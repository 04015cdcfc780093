package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import java.util.List;
import java.util.Optional;

/** The figures of a picture beside a finding. */
public sealed interface Plot {

    /**
     * Accuracies as a heat map, a column for each source scheme.
     *
     * @param title of what, for people
     */
    record Grid(String title, List<Scheme> columns, List<Line> lines) implements Plot {
        public Grid {
            columns = List.copyOf(columns);
            lines = List.copyOf(lines);
        }

        /**
         * One of its rows.
         *
         * @param values by column; empty where there are none
         */
        record Line(String words, List<Optional<Estimate>> values) {
            public Line {
                values = List.copyOf(values);
            }
        }
    }

    /**
     * What may foretell a figure of source models against that figure, a panel for each.
     *
     * @param upwards the figure, for people
     */
    record Scatter(String upwards, List<Predictor> predictors) implements Plot {
        public Scatter {
            predictors = List.copyOf(predictors);
        }

        /**
         * One that may foretell it.
         *
         * @param words what it is, for people
         * @param models each source model that has both
         * @param ranks its rank correlations; empty where too few source schemes have both
         */
        public record Predictor(String words, List<Model> models, Optional<Ranks> ranks) {
            public Predictor {
                models = List.copyOf(models);
            }
        }

        /**
         * A source model.
         *
         * @param x what may foretell the figure
         * @param y the figure
         */
        public record Model(Scheme scheme, long seed, double x, double y) {}

        /**
         * Rank correlations over source schemes.
         *
         * @param p two-sided, of Spearman's
         * @param adjusted the same for all scores together; NaN for what is no score
         * @param partial Spearman's with clean accuracy on the source held; NaN where that says all of it
         */
        public record Ranks(Estimate spearman, Estimate kendall, double p, double adjusted, double partial) {}
    }
}
