package io.robusttransfer.worker.train;

/** A listener that is told how far a training is. */
public interface TrainingListener {
    /** Does nothing. */
    TrainingListener SILENT = new TrainingListener() {
        @Override
        public void step(long done, long all, double loss) {}

        @Override
        public void epoch(Epoch epoch, int all) {}
    };

    /**
     * After each step.
     *
     * @param done steps, of {@code all}
     */
    void step(long done, long all, double loss);

    /** After each epoch, counted from 0, of {@code all}. */
    void epoch(Epoch epoch, int all);
}
