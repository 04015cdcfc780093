package io.robusttransfer.worker.attack;

import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * The Square attack (Andriushchenko, Croce, Flammarion and Hein, "Square Attack: a query-efficient black-box adversarial attack via
 * random search", ECCV 2020): it asks for logits alone. A query changes the perturbation within a square ({@link Proposals}) and keeps
 * the change where the margin z_y - max_{j≠y} z_j falls. An image is left alone once it is misclassified, which one whose margin is 0 need not be.
 *
 * @param epsilon radius of the ball in pixels of [0, 1]
 * @param queries changes that are tried at most, each asking for the logits once; the start asks for them, too
 */
public record Square(Norm norm, double epsilon, int queries) implements Attack {
    /** The share of pixels that the first squares cover. */
    private static final double FIRST_SHARE = .8;

    /** After so many queries the share is halved; AutoAttack keeps this schedule of 10,000 queries for its 5,000. */
    private static final int[] HALVED_AFTER = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};

    /** How perturbations begin and are changed, for one norm. */
    interface Proposals {
        /** @return (N, C, H, W) in the ball around x */
        Tensor first(Tensor x, Noise noise);

        /**
         * @param best the images as they are perturbed now
         * @param side of the square, in pixels
         * @return (N, C, H, W) in the ball around x
         */
        Tensor next(Tensor x, Tensor best, int side, Noise noise);

        /** The side of a square that covers this share of an image's pixels. */
        int side(double share, int height, int width);
    }

    @Override
    public Tensor adversarial(Net net, Tensor x, Tensor y, Noise noise) {
        Ball ball = new Ball(norm, epsilon);
        Proposals proposals = norm == Norm.LINF ? new SquaresLinf(ball) : new SquaresL2(ball);
        int count = Math.toIntExact(x.size(0));
        return Grad.off(() -> Scope.within(() -> search(net.frozen(), x, y, proposals, noise.continued(count))));
    }

    private Tensor search(Net net, Tensor x, Tensor y, Proposals proposals, Noise noise) {
        Tensor best = x.copy();
        best.assign(proposals.first(x, noise));
        float[] margin = margins(net, best, y);
        int[] left = IntStream.range(0, margin.length)
                .filter(row -> margin[row] >= 0)
                .toArray();
        for (int query = 0; query < queries && left.length > 0; query++) {
            int[] rows = left;
            int side = proposals.side(share(query), (int) x.size(2), (int) x.size(3));
            Scope.run(() -> {
                Tensor from = best.rows(rows);
                Tensor tried = proposals.next(x.rows(rows), from, side, noise.rows(rows));
                float[] found = margins(net, tried, y.rows(rows));
                boolean[] better = new boolean[margin.length];
                for (int i = 0; i < rows.length; i++) {
                    better[rows[i]] = found[i] < margin[rows[i]];
                    margin[rows[i]] = Math.min(found[i], margin[rows[i]]);
                }
                best.assign(
                        Tensor.of(better, better.length, 1, 1, 1).where(tried.rows(places(rows, better.length)), best));
            });
            left = IntStream.of(rows).filter(row -> margin[row] >= 0).toArray();
        }
        return best;
    }

    /** Where each image is among the rows; any place where it is not. */
    private static int[] places(int[] rows, int count) {
        int[] places = new int[count];
        for (int i = 0; i < rows.length; i++) {
            places[rows[i]] = i;
        }
        return places;
    }

    private static float[] margins(Net net, Tensor x, Tensor y) {
        return Scope.value(() -> Margin.over(net.logits(x), y).neg().floats());
    }

    /** Of the pixels, in the query with this number, from 0. */
    static double share(int query) {
        return FIRST_SHARE
                / (1
                        << IntStream.of(HALVED_AFTER)
                                .filter(after -> query > after)
                                .count());
    }
}
