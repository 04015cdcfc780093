package io.robusttransfer.worker.attack;

import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;

/**
 * Projections onto a hyperplane within the box [0, 1] (Croce and Hein, "Minimally distorted adversarial examples with a fast adaptive
 * boundary attack", ICML 2020, section 3.1): the smallest d with w (t + d) = b and t + d in the box.
 *
 * <p>With c = w t - b >= 0 (else both signs are turned), coordinate i moves against the sign of w_i by at most its room, which is t_i
 * or 1 - t_i:
 *
 * <pre>
 * Linf: d_i = -sign(w_i) min(lambda, room_i)
 * L2:   d_i = -sign(w_i) min(lambda |w_i|, room_i)
 * </pre>
 *
 * and lambda solves Σ |w_i| |d_i| = c, whose left side is made of straight pieces between the values of lambda at which a coordinate
 * comes to the border.
 */
final class Hyperplane {
    private static final double TINY = 1e-30;

    private Hyperplane() {}

    /**
     * @param t points in [0, 1], (N, D)
     * @param w normals, (N, D)
     * @param c w t - b, (N, 1)
     * @return d, (N, D); where no point of the box is on the plane, the corner nearest to it
     */
    static Tensor towards(Norm norm, Tensor t, Tensor w, Tensor c) {
        Tensor turn = c.sign();
        Tensor scale = w.abs().max(true, 1).maximum(TINY);
        Tensor sign = w.sign().mul(turn);
        Tensor size = w.abs().div(scale);
        Tensor wanted = c.abs().div(scale);
        Tensor up = Tensor.full(1, Type.FLOAT32, 1, 1).sub(t);
        Tensor room = sign.gt(Tensor.zeros(sign.type(), 1, 1)).where(t, up).maximum(0);
        Tensor speed = norm == Norm.LINF ? size.mul(0).add(1) : size;
        Tensor lambda = lambda(size, speed, room, wanted);
        return speed.mul(lambda).minimum(room).mul(sign).neg();
    }

    /** Where Σ size_i min(lambda speed_i, room_i) = wanted, (N, 1). */
    private static Tensor lambda(Tensor size, Tensor speed, Tensor room, Tensor wanted) {
        Tensor border = room.div(speed.maximum(TINY));
        Tensor order = border.argSort(1, false);
        Tensor borders = border.gather(order, 1);
        Tensor stopped = size.mul(room).gather(order, 1).cumSum(1);
        Tensor slopes = size.mul(speed).gather(order, 1);
        Tensor total = slopes.sum(true, 1);
        Tensor moving = total.sub(slopes.cumSum(1));
        // the left side where coordinate i has just come to the border
        Tensor reached = moving.maximum(0).mul(borders).add(stopped);
        long last = size.size(1) - 1;
        Tensor place =
                wanted.gt(reached).to(Type.FLOAT32).sum(true, 1).minimum(last).to(Type.INT64);
        Tensor slopeHere = moving.add(slopes).gather(place, 1);
        Tensor stoppedBefore = stopped.sub(size.mul(room).gather(order, 1)).gather(place, 1);
        // finite where nothing slopes, since no speed times infinity is no number
        return wanted.sub(stoppedBefore).maximum(0).div(slopeHere.maximum(TINY)).minimum(1 / TINY);
    }
}
