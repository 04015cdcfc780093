package io.robusttransfer.worker.attack;

import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Which images a series of attacks breaks. Each attack sees only what the ones before it left; since its numbers are keyed by (stream,
 * image, restart), neither batches nor the order of the series change what it does to an image.
 *
 * @param batch images that are attacked together
 */
public record Robustness(List<Turn> series, int batch) {
    /**
     * One run of an attack.
     *
     * @param stream keys its random numbers; attacks that differ in epsilon share it
     * @param restart which of several runs, from 0
     */
    public record Turn(String stream, int restart, Attack attack) {
        /** So many runs of one attack. */
        static List<Turn> restarts(String stream, Attack attack, int count) {
            return IntStream.range(0, count)
                    .mapToObj(restart -> new Turn(stream, restart, attack))
                    .toList();
        }
    }

    /**
     * How far a series has come: some batches of one turn are done.
     *
     * @param turn which one, from 0
     * @param batches of it that are done
     * @param before images that were broken when the turn began: those that are not make its batches
     * @param broken images that are broken now
     */
    public record Progress(int turn, int batches, boolean[] before, boolean[] broken) {
        /** @param broken misclassified as they are, or broken before */
        public static Progress start(boolean[] broken) {
            return new Progress(0, 0, broken, broken);
        }
    }

    public Robustness {
        series = List.copyOf(series);
    }

    /** Restarts of one attack. */
    public static Robustness of(String stream, Attack attack, int restarts, int batch) {
        return new Robustness(Turn.restarts(stream, attack, restarts), batch);
    }

    /** How much of the series is done, in [0, 1]; a turn counts the same whatever it costs. */
    public double share(Progress progress) {
        int left = 0;
        for (boolean broken : progress.before()) {
            left += broken ? 0 : 1;
        }
        double batches = Math.max(1, Math.ceil(left / (double) batch));
        return (progress.turn() + progress.batches() / batches) / series.size();
    }

    /** Which images the net gets wrong as they are. */
    public static boolean[] mistakes(Net net, Images images, int batch) {
        return Scope.value(() -> {
            Net frozen = net.frozen();
            boolean[] wrong = new boolean[images.count()];
            for (int[] rows : Batch.rows(images.count(), batch)) {
                Scope.run(() -> {
                    Batch some = Batch.of(images, rows);
                    mark(wrong(frozen.logits(some.x()), some.y()), rows, wrong);
                });
            }
            return wrong;
        });
    }

    /**
     * Attacks every image that is not broken yet.
     *
     * @param places of the images in their dataset, by which their random numbers are keyed
     * @param before images known to be broken: they are not attacked and stay broken
     * @return which images are broken
     */
    public boolean[] broken(Net net, Images images, int[] places, boolean[] before) {
        return broken(net, images, places, Progress.start(before), progress -> true)
                .orElseThrow();
    }

    /**
     * As {@link #broken(Net, Images, int[], boolean[])}, from where an earlier run came to.
     *
     * @param each is told after every batch; false ends the work
     * @return empty when it was ended
     */
    public Optional<boolean[]> broken(Net net, Images images, int[] places, Progress from, Predicate<Progress> each) {
        return Scope.value(() -> attacked(net.frozen(), images, places, from, each, (rows, moved) -> {}));
    }

    /**
     * Where the attacks move every image: to the first point that breaks it, else to where the last attack ended. What is misclassified
     * as it is stays.
     *
     * @param places of the images in their dataset, by which their random numbers are keyed
     * @return (N, C, H, W), pixels in [0, 1]; empty when it was stopped
     */
    public Optional<float[]> points(Net net, Images images, int[] places, boolean[] mistakes, BooleanSupplier stop) {
        return Scope.value(() -> {
            Net frozen = net.frozen();
            float[] points = Batch.of(images).x().floats();
            return attacked(
                            frozen,
                            images,
                            places,
                            Progress.start(mistakes),
                            progress -> !stop.getAsBoolean(),
                            (rows, moved) -> put(moved.floats(), rows, points))
                    .map(broken -> points);
        });
    }

    private static void put(float[] moved, int[] rows, float[] points) {
        int size = moved.length / rows.length;
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(moved, i * size, points, rows[i] * size, size);
        }
    }

    /** Sees where a turn moved these rows. */
    private interface Moved {
        void to(int[] rows, Tensor moved);
    }

    private Optional<boolean[]> attacked(
            Net frozen, Images images, int[] places, Progress from, Predicate<Progress> each, Moved points) {
        boolean[] before = from.before();
        boolean[] broken = from.broken().clone();
        int done = from.batches();
        for (int turn = from.turn(); turn < series.size(); turn++) {
            boolean[] left = before;
            List<int[]> batches = Batch.rows(
                    IntStream.range(0, images.count()).filter(row -> !left[row]).toArray(), batch);
            for (; done < batches.size(); done++) {
                attack(series.get(turn), frozen, images, places, batches.get(done), broken, points);
                if (!each.test(new Progress(turn, done + 1, before, broken.clone()))) {
                    return Optional.empty();
                }
            }
            before = broken.clone();
            done = 0;
        }
        return Optional.of(broken);
    }

    private static void attack(
            Turn turn, Net frozen, Images images, int[] places, int[] rows, boolean[] broken, Moved points) {
        Scope.run(() -> {
            Batch batch = Batch.of(images, rows);
            int[] keys = Arrays.stream(rows).map(row -> places[row]).toArray();
            Tensor moved = turn.attack()
                    .adversarial(frozen, batch.x(), batch.y(), Noise.restart(turn.stream(), keys, turn.restart()));
            mark(wrong(frozen.logits(moved), batch.y()), rows, broken);
            points.to(rows, moved);
        });
    }

    /** The share of images that are not broken. */
    public static double accuracy(boolean[] broken) {
        int right = 0;
        for (boolean one : broken) {
            right += one ? 0 : 1;
        }
        return (double) right / broken.length;
    }

    /** Which of logits (N, K) have their maximum, the first of equals, not at the label y (N). */
    static boolean[] wrong(Tensor logits, Tensor y) {
        long[] right = logits.argMax(1).eq(y).longs();
        boolean[] wrong = new boolean[right.length];
        for (int i = 0; i < right.length; i++) {
            wrong[i] = right[i] == 0;
        }
        return wrong;
    }

    private static void mark(boolean[] found, int[] rows, boolean[] marks) {
        for (int i = 0; i < rows.length; i++) {
            marks[rows[i]] |= found[i];
        }
    }
}
