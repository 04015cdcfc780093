package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import java.util.List;
import java.util.Optional;

/**
 * The answer to one of the study's questions beside whether robustness transfers.
 *
 * @param asked what it is about
 * @param sentence one line, plain ASCII but for the experiment's own names
 * @param statistic what the verdict rests on, and its margin
 * @param rows differences that show it, with 95 % intervals
 * @param notes what a reader should know beside it
 * @param toAdd what to do to get an answer; empty when there is one
 */
public record Finding(
        Asked asked,
        Verdict verdict,
        String sentence,
        String statistic,
        List<Row> rows,
        List<String> notes,
        Optional<String> toAdd) {
    public Finding {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
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
     * A difference of two accuracies.
     *
     * @param words of what, for people
     * @param scheme whose it is; null for none
     * @param difference low and high are NaN where there is no interval
     */
    public record Row(String words, Scheme scheme, Estimate difference) {}

    static Finding unanswerable(Asked asked, String why, String toAdd) {
        return new Finding(
                asked, Verdict.UNANSWERABLE, why + ". " + toAdd, "", List.of(), List.of(), Optional.of(toAdd));
    }
}
