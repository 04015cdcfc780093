package io.robusttransfer.worker.report;

import java.util.Optional;

/** The answer to a question about a gain in accuracy. Decided on the interval over seeds, see {@link #of}. */
public enum Verdict {
    YES("Yes", "✓"),
    NO("No", "✕"),
    UNDECIDED("Undecided", "≈"),
    NEEDS_SEEDS("Needs 3 seeds", "…"),
    UNANSWERABLE("Cannot be answered", "?");

    /** A gain in accuracy below this is none, however narrow its interval: two images in a hundred. */
    public static final double MARGIN = 0.02;

    public static final int SEEDS = 3;

    static final String ADD_SEEDS = "Add seeds to spec.study.seeds: " + SEEDS + " at least.";

    private final String words;
    private final String glyph;

    Verdict(String words, String glyph) {
        this.words = words;
        this.glyph = glyph;
    }

    public String words() {
        return words;
    }

    /** A sign that shows it without colour. */
    String glyph() {
        return glyph;
    }

    /** What to do for an answer, where nothing else is told: with so few seeds there is none, however clear the figures are. */
    Optional<String> toAdd() {
        return this == NEEDS_SEEDS ? Optional.of(ADD_SEEDS) : Optional.empty();
    }

    boolean isDecided() {
        return this == YES || this == NO;
    }

    /**
     * With fewer than three seeds none is given. No: the whole interval lies below the margin, so a gain worth the name is
     * ruled out (a gain that is tiny and certain is a no as well). Yes: the whole interval lies above 0. Otherwise
     * undecided.
     */
    static Verdict of(Estimate difference) {
        if (difference.n() < SEEDS) {
            return NEEDS_SEEDS;
        }
        if (difference.high() < MARGIN) {
            return NO;
        }
        return difference.low() > 0 ? YES : UNDECIDED;
    }
}
