package io.robusttransfer.worker.model;

/**
 * Which parameters a step changes.
 *
 * @param blocks of f that are trained, counted from its end; 0 for a frozen f
 * @param head whether h is trained
 * @param frozenNorms whether f's batch normalisations go by their running statistics and keep all four of their tensors; else
 *     they go by the batch
 * @param own whether what a scheme brings to the net is trained, such as a projector
 */
public record Trainable(int blocks, boolean head, boolean frozenNorms, boolean own) {
    private static final int EVERY = Integer.MAX_VALUE;

    /** f and h. */
    public static final Trainable ALL = new Trainable(EVERY, true, false, true);

    /** h alone, behind a frozen f whose running statistics are frozen, too. */
    public static final Trainable HEAD = new Trainable(0, true, true, false);

    /** f alone, as a loss on representations trains it. */
    public static final Trainable EXTRACTOR = new Trainable(EVERY, false, false, true);

    /** h, and what a scheme brings to an f whose own weights stay. */
    public static final Trainable OWN_PARTS = new Trainable(0, true, true, true);

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
        return new Trainable(count, true, true, true);
    }

    /** f and h with frozen batch normalisation. */
    public static Trainable allButNorms() {
        return new Trainable(EVERY, true, true, true);
    }

    /** Whether f changes, by its weights or by what a scheme brings to it. */
    public boolean extractor() {
        return blocks > 0 || own;
    }

    boolean everyBlock() {
        return blocks == EVERY;
    }
}
