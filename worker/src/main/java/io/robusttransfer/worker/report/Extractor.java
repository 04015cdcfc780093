package io.robusttransfer.worker.report;

import java.util.Locale;

/** What became of f where a model was measured. */
public enum Extractor {
    /** On the source, which trained it. */
    SOURCE,

    /** On a target that trained a head alone: f is the source's, bit for bit. */
    FROZEN,

    /** On a target that trained f, too. */
    MOVED;

    /** As results spell it. */
    String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    String words() {
        return "f " + spelling();
    }
}
