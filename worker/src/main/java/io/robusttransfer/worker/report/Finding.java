package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import java.util.List;
import java.util.Optional;

/**
 * The answer to one of the study's questions beside whether robustness transfers.
 *
 * @param asked what it is about
 * @param sentence one line, plain ASCII but for the experiment's own names
 * @param notes what a reader should know beside it
 * @param toAdd what to do to get an answer; empty when there is one
 */
public record Finding(
        Asked asked, Verdict verdict, String sentence, Evidence evidence, List<String> notes, Optional<String> toAdd) {
    public Finding {
        notes = List.copyOf(notes);
        toAdd = toAdd.or(verdict::toAdd);
    }

    /**
     * A question.
     *
     * @param id as summary.json names it
     * @param target that it is asked of; null for none
     * @param extractor what becomes of f there
     * @param question for people
     */
    public record Asked(String id, String target, Extractor extractor, String question) {}

    /**
     * What a finding rests on.
     *
     * @param statistic what the verdict is decided by
     * @param margin below which a figure counts as none
     * @param caption what the rows are, and what their intervals hold
     * @param rows figures that show it, each in [−1,1]
     * @param plot a picture beside them
     */
    public record Evidence(String statistic, double margin, String caption, List<Row> rows, Optional<Plot> plot) {
        static final Evidence NONE = new Evidence("", Double.NaN, "", List.of(), Optional.empty());

        public Evidence {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A difference of two accuracies, or a correlation.
     *
     * @param words of what, for people
     * @param scheme whose it is; null for none
     * @param figure low and high are NaN where there is no interval
     */
    public record Row(String words, Scheme scheme, Estimate figure) {}

    public List<Row> rows() {
        return evidence.rows();
    }

    static Finding unanswerable(Asked asked, String why, String toAdd) {
        return new Finding(
                asked, Verdict.UNANSWERABLE, why + ". " + toAdd, Evidence.NONE, List.of(), Optional.of(toAdd));
    }
}
