package io.robusttransfer.worker.train;

import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019), as torch.optim.AdamW: w <- w - rate decay w; m <-
 * b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2; w <- w - rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + 1e-8).
 */
record AdamW(double beta1, double beta2, double decay, Map<String, Tensor> state) implements Optimizer {
    private static final double EPSILON = 1e-8;

    static AdamW start(double beta1, double beta2, double decay, Map<String, Tensor> weights) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        weights.forEach((name, w) -> {
            state.put("mean." + name, w.mul(0));
            state.put("square." + name, w.mul(0));
        });
        return new AdamW(beta1, beta2, decay, state);
    }

    @Override
    public void step(Map<String, Tensor> weights, Map<String, Tensor> gradients, double rate, long step) {
        double mean = rate / (1 - Math.pow(beta1, step + 1.));
        double root = Math.sqrt(1 - Math.pow(beta2, step + 1.));
        gradients.forEach((name, g) -> Scope.run(() -> {
            Tensor w = weights.get(name);
            Tensor m = state.get("mean." + name);
            Tensor v = state.get("square." + name);
            w.mulInPlace(1 - rate * decay);
            m.mulInPlace(beta1).addInPlace(g.mul(1 - beta1));
            v.mulInPlace(beta2).addInPlace(g.square().mulInPlace(1 - beta2));
            Tensor scale = v.sqrt().mulInPlace(1 / root).addInPlace(EPSILON);
            w.subInPlace(m.div(scale).mulInPlace(mean));
        }));
    }
}
