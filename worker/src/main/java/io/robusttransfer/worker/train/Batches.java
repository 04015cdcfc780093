package io.robusttransfer.worker.train;

/**
 * The batches of an epoch: how its images are cut. A last batch of a single image joins the one before it: batch normalisation
 * needs two.
 *
 * @param size images per step
 * @param full whether a last batch that is not full is left out
 */
record Batches(int images, int size, boolean full) {
    int stepsPerEpoch() {
        int whole = images / size;
        int rest = images % size;
        return full || rest == 0 || rest == 1 && whole > 0 ? whole : whole + 1;
    }

    /** Epoch of a step, both counted from 0. */
    int epoch(long step) {
        return Math.toIntExact(step / stepsPerEpoch());
    }

    /** Place of the step's first image in the epoch's order. */
    int first(long step) {
        return (int) (step % stepsPerEpoch()) * size;
    }

    /** Place after the step's last image. */
    int last(long step) {
        boolean takesRest = (step + 1) % stepsPerEpoch() == 0 && !full;
        return takesRest ? images : first(step) + size;
    }

    int size(long step) {
        return last(step) - first(step);
    }
}
