package io.robusttransfer.worker.model;

/**
 * Which parameters a step changes.
 *
 * @param blocks of f that are trained, counted from its end; 0 for a frozen f
 * @param head whether h is trained
 * @param frozenNorms whether f's batch normalisations go by their running statistics and keep all four of their tensors; else
 *     they go by the batch
 */
public record Trainable(int blocks, boolean head, boolean frozenNorms) {
    private static final int EVERY = Integer.MAX_VALUE;

    /** f and h. */
    public static final Trainable ALL = new Trainable(EVERY, true, false);

    /** h alone, behind a frozen f whose running statistics are frozen, too. */
    public static final Trainable HEAD = new Trainable(0, true, true);

    /** f alone, as a loss on representations trains it. */
    public static final Trainable EXTRACTOR = new Trainable(EVERY, false, false);

    public Trainable {
        if (blocks < 0 || blocks == 0 && !head) {
            throw new IllegalArgumentException("nothing is trained by the last " + blocks + " blocks without a head");
        }
        if (blocks < EVERY && !frozenNorms) {
            throw new IllegalArgumentException("a part of f is trained with frozen batch normalisation alone");
        }
    }

    /** The last so many blocks of f, and h; batch normalisation frozen. */
    public static Trainable lastBlocks(int count) {
        return new Trainable(count, true, true);
    }

    /** f and h with frozen batch normalisation. */
    public static Trainable allButNorms() {
        return new Trainable(EVERY, true, true);
    }

    public boolean extractor() {
        return blocks > 0;
    }

    boolean everyBlock() {
        return blocks == EVERY;
    }
}
