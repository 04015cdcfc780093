package io.robusttransfer.worker.certify;

/** What draws say of one radius. */
public enum Verdict {
    /** The class's probability is high enough, wrong with probability at most alpha. */
    CERTIFIED,
    /** It is too low, wrong with probability at most alpha. */
    REFUSED,
    /** Neither, so that it counts as not certified. */
    UNDECIDED
}
