package io.robusttransfer.worker.report;

import java.util.Optional;

/**
 * What a verdict is about, in the words of its sentence.
 *
 * @param yes the claim as the beginning of a sentence
 * @param no its denial, alike
 * @param whether the claim after "whether"
 */
record Claim(String yes, String no, String whether) {

    /**
     * The verdict as a sentence.
     *
     * @param figures what was seen
     * @param difference the gain that the verdict is decided by
     * @param withheld why it is undecided although the interval decides
     */
    String sentence(Verdict verdict, String figures, Estimate difference, Optional<String> withheld) {
        String interval = difference.hasInterval()
                ? "; 95% interval over " + difference.n() + " seeds " + Text.signed(difference.low()) + " to "
                        + Text.signed(difference.high())
                : "";
        return switch (verdict) {
            case YES ->
                yes + ": " + figures + interval
                        + (difference.mean() < Verdict.MARGIN
                                ? ", so there is a gain, though less than the " + Text.accuracy(Verdict.MARGIN)
                                        + " that would matter"
                                : "")
                        + ".";
            case NO ->
                no + ": " + figures + interval + ", all of it below a gain of " + Text.accuracy(Verdict.MARGIN) + ".";
            case UNDECIDED ->
                "It is undecided whether " + whether + ": " + figures + interval
                        + withheld.map(reason -> ", but " + reason).orElse("") + ".";
            case NEEDS_SEEDS ->
                "Needs " + Verdict.SEEDS + " seeds to tell whether " + whether + " (has " + difference.n()
                        + "): on these models " + figures + ".";
            case UNANSWERABLE -> throw new AssertionError("unanswerable with a difference");
        };
    }
}
