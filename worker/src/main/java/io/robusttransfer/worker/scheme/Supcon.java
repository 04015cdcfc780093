package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.stream.LongStream;

/**
 * Supervised contrastive learning (Khosla et al., NeurIPS 2020, the "out" form, without their factor of temperatures): with u =
 * p/‖p‖ for p the projector's outputs of both views of N images, the mean over anchors i of −1/|P(i)| Σ_{p in P(i)} log
 * exp(u_i·u_p / t) / Σ_{a ≠ i} exp(u_i·u_a / t), P(i) being the others of i's class. Both views go through one forward.
 *
 * @param temperature t
 */
public record Supcon(double temperature) implements Contrastive {
    private static final double NEVER = -1e9;

    @Override
    public Tensor loss(Step s) {
        return Contrastive.loss(s.net(), s.view(0), s.view(1), s.y(), temperature);
    }

    /** u of images (N, C, H, W), through one forward: (N, D), rows of length 1. */
    static Tensor directions(Net net, Tensor x) {
        return unit(net.projected(net.f(x)));
    }

    /** v/‖v‖ of each row; 0 where v is 0. */
    static Tensor unit(Tensor v) {
        return v.div(v.square().sum(true, 1).add(1e-24).sqrt());
    }

    /**
     * The mean over anchors that have a positive; no number where none has.
     *
     * @param u (N, D), rows of length 1
     * @param y labels, (N), INT64
     */
    static Tensor contrast(Tensor u, Tensor y, double temperature) {
        long n = u.size(0);
        Tensor place = Tensor.of(LongStream.range(0, n).toArray(), n);
        Tensor self = pairs(place).to(u.type());
        Tensor positive = pairs(y).to(u.type()).sub(self);
        Tensor count = positive.sum(false, 1);
        Tensor similarity = u.matmul(u.permute(1, 0)).div(temperature).add(self.mul(NEVER));
        Tensor perAnchor =
                similarity.logSoftmax(1).mul(positive).sum(false, 1).neg().div(count.maximum(1));
        return perAnchor.sum().div(count.minimum(1).sum());
    }

    /** (N, N), BOOL: where two rows have one key. */
    private static Tensor pairs(Tensor key) {
        return key.reshape(key.size(), 1).eq(key.reshape(1, key.size()));
    }
}
