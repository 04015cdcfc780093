package io.robusttransfer.worker.archive;

/** Says that a stored result does not fit its hash or its key. The result was set aside and must be computed again. */
public final class CorruptResult extends Exception {
    private static final long serialVersionUID = 1;

    private final String key;

    CorruptResult(String key, String reason) {
        super(reason, null, false, false);
        this.key = key;
    }

    /** The key of the stage or part that is to be computed again. */
    public String key() {
        return key;
    }
}
