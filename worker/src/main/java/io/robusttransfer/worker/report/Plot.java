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
}
