package io.robusttransfer.worker.train;

import java.util.List;

/** The end of a training: it was completed, diverged, or was stopped. */
public sealed interface TrainingResult {
    /**
     * All epochs were trained.
     *
     * @param chosen the epoch whose weights the net now has, counted from 0; -1 where there was none to train
     */
    record Completed(List<Epoch> history, int chosen) implements TrainingResult {
        public Completed {
            history = List.copyOf(history);
        }
    }

    /**
     * The loss or a weight became infinite or no number: a result too, which no repetition changes.
     *
     * @param step at which, counted from 0
     */
    record Diverged(List<Epoch> history, long step, int epoch) implements TrainingResult {
        public Diverged {
            history = List.copyOf(history);
        }
    }

    /**
     * The training was stopped before its end.
     *
     * @param step that comes next; its state was saved
     */
    record Stopped(long step) implements TrainingResult {}
}
