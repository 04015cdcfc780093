package io.robusttransfer.worker.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The step sizes of Auto-PGD, image by image (Croce and Hein, ICML 2020, section 3.2, with the checkpoints and "at most" of the authors' package,
 * which agree with the paper for 100 steps). At a checkpoint an image's step is halved
 * and the image goes back to its best point where since the last checkpoint
 *
 * <ol>
 *   <li>the loss rose in at most 3/4 of the steps, or
 *   <li>the step was not halved there, and the best loss is what it was.
 * </ol>
 */
final class StepSizes {
    private static final double LEAST_RISES = .75;

    private final List<Integer> checkpoints;
    private final float[] size;
    private final float[] last;
    private final float[] best;
    private final float[] bestAtCheckpoint;
    private final boolean[] halvedAtCheckpoint;
    private final int[] rises;
    private int done;

    /**
     * @param first step of every image
     * @param losses at the starts
     */
    StepSizes(double first, int iterations, float[] losses) {
        this.checkpoints = checkpoints(iterations);
        this.size = new float[losses.length];
        this.last = losses.clone();
        this.best = losses.clone();
        this.bestAtCheckpoint = losses.clone();
        this.halvedAtCheckpoint = new boolean[losses.length];
        this.rises = new int[losses.length];
        Arrays.fill(size, (float) first);
        // the second condition does not hold at the first checkpoint
        Arrays.fill(halvedAtCheckpoint, true);
    }

    /** After how many steps it is looked: the first window is .22 of all, each next one .03 shorter, none below .06. */
    static List<Integer> checkpoints(int iterations) {
        int window = Math.max((int) (.22 * iterations), 1);
        int shorter = Math.max((int) (.03 * iterations), 1);
        int shortest = Math.max((int) (.06 * iterations), 1);
        List<Integer> checkpoints = new ArrayList<>();
        for (int at = window; at <= iterations; at += window) {
            checkpoints.add(at);
            window = Math.max(window - shorter, shortest);
        }
        return checkpoints;
    }

    /** Of the next step. */
    float[] sizes() {
        return size.clone();
    }

    /**
     * Takes down a step.
     *
     * @return which images are at their best point so far
     */
    boolean[] step(float[] losses) {
        boolean[] better = new boolean[losses.length];
        for (int i = 0; i < losses.length; i++) {
            rises[i] += losses[i] > last[i] ? 1 : 0;
            better[i] = losses[i] > best[i];
            best[i] = better[i] ? losses[i] : best[i];
            last[i] = losses[i];
        }
        done++;
        return better;
    }

    /** @return which images go back to their best points: none where this is no checkpoint */
    boolean[] checkpoint() {
        boolean[] back = new boolean[size.length];
        int place = checkpoints.indexOf(done);
        if (place < 0) {
            return back;
        }
        int window = done - (place == 0 ? 0 : checkpoints.get(place - 1));
        for (int i = 0; i < back.length; i++) {
            boolean seldom = rises[i] <= LEAST_RISES * window;
            boolean stuck = !halvedAtCheckpoint[i] && bestAtCheckpoint[i] >= best[i];
            back[i] = seldom || stuck;
            size[i] = back[i] ? size[i] / 2 : size[i];
            last[i] = back[i] ? best[i] : last[i];
            rises[i] = 0;
        }
        System.arraycopy(back, 0, halvedAtCheckpoint, 0, back.length);
        System.arraycopy(best, 0, bestAtCheckpoint, 0, best.length);
        return back;
    }
}
