package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import java.util.List;
import java.util.Optional;

/**
 * Whether robustness transfers to one target, under one size of attack: over a frozen f, or with one head that moves it.
 *
 * @param comparison what it rests on; absent when unanswerable
 * @param notes what a reader should know beside it: seeds that are left out and why, figures at chance level
 * @param withheld why it is undecided although the interval decides
 * @param toAdd what to do to get an answer; empty when there is one
 */
public record Answer(
        Subject subject,
        Verdict verdict,
        Optional<Comparison> comparison,
        List<String> notes,
        Optional<String> withheld,
        Optional<String> toAdd) {

    public Answer {
        notes = List.copyOf(notes);
        toAdd = toAdd.or(verdict::toAdd);
    }

    /**
     * What it is about.
     *
     * @param extractor FROZEN or MOVED
     * @param words the target's name and, in a study with schemes that move f, what becomes of f
     */
    public record Subject(String target, Extractor extractor, String words) {}

    /**
     * The comparison of two source schemes on a target, from which the answer follows.
     *
     * @param robust the source scheme of highest source robust accuracy
     * @param baseline the ce source scheme
     * @param head the target's ce head, or the one that moves f
     * @param sourceRobust source robust accuracy of the robust scheme, over seeds
     * @param overSeeds robust − baseline over seeds, in pairs
     * @param overImages the same on these models, over images
     * @param kept what is left of either's robust accuracy, the robust scheme's first
     */
    public record Comparison(
            Scheme robust,
            Scheme baseline,
            Scheme head,
            Quantity measure,
            Estimate sourceRobust,
            List<Pair> pairs,
            Estimate overSeeds,
            Estimate overImages,
            List<Kept> kept) {
        public Comparison {
            pairs = List.copyOf(pairs);
            kept = List.copyOf(kept);
        }

        double robustMean() {
            return Estimate.overSeeds(pairs.stream().mapToDouble(Pair::robust).toArray())
                    .mean();
        }

        double baselineMean() {
            return Estimate.overSeeds(pairs.stream().mapToDouble(Pair::baseline).toArray())
                    .mean();
        }
    }

    /** Target robust accuracy of both at one seed, in [0,1]. */
    public record Pair(long seed, double robust, double baseline) {
        public double difference() {
            return robust - baseline;
        }
    }

    public String target() {
        return subject.target();
    }

    static Answer unanswerable(Subject subject, List<String> why, String toAdd) {
        return new Answer(subject, Verdict.UNANSWERABLE, Optional.empty(), why, Optional.empty(), Optional.of(toAdd));
    }

    /** How much of its robust accuracy on the source the robust scheme keeps, as a line of its own: a yes may keep little. */
    public Optional<String> retained() {
        return comparison.map(c -> c.kept().get(0)).flatMap(kept -> kept.target()
                .ratio()
                .map(ratio -> kept.target().scheme().name() + " retains " + percent(ratio)
                        + " of the robust accuracy that it has on the source, each as a share of clean accuracy"
                        + kept.refit()
                                .flatMap(Retention::ratio)
                                .map(refit -> "; with a ce head fitted anew on the source " + percent(refit))
                                .orElse("")
                        + "."));
    }

    private static String percent(Estimate ratio) {
        return Math.round(100 * ratio.mean()) + "%";
    }

    /** One line, plain ASCII but for the experiment's own names: it is printed on terminals of any charset. */
    public String sentence() {
        if (comparison.isEmpty()) {
            return "Whether robustness transfers to " + subject.words() + " cannot be answered: "
                    + String.join("; ", notes) + ". " + toAdd.orElse("");
        }
        Comparison c = comparison.get();
        String to = " to " + subject.words();
        return new Claim("Robustness transfers" + to, "Robustness does not transfer" + to, "robustness transfers" + to)
                .sentence(verdict, finding(c), c.overSeeds(), withheld);
    }

    private String finding(Comparison c) {
        String images = verdict == Verdict.NEEDS_SEEDS
                ? "; 95% interval over " + c.overImages().n() + " images "
                        + Text.signed(c.overImages().low()) + " to "
                        + Text.signed(c.overImages().high())
                : "";
        return "under " + c.measure().words() + " with a " + c.head().name() + " head, "
                + c.robust().name() + " has "
                + Text.accuracy(c.robustMean()) + " ("
                + Text.accuracy(c.sourceRobust().mean()) + " on the source) and "
                + c.baseline().name() + " "
                + Text.accuracy(c.baselineMean()) + ", a difference of "
                + Text.signed(c.overSeeds().mean()) + images;
    }
}
