package io.robusttransfer.worker.train;

import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** v <- momentum v + g + decay w; w <- w - rate v (torch.optim.SGD without dampening). */
record Sgd(double momentum, double decay, Map<String, Tensor> state) implements Optimizer {
    static Sgd start(double momentum, double decay, Map<String, Tensor> weights) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        weights.forEach((name, w) -> state.put("momentum." + name, w.mul(0)));
        return new Sgd(momentum, decay, state);
    }

    @Override
    public void step(Map<String, Tensor> weights, Map<String, Tensor> gradients, double rate, long step) {
        gradients.forEach((name, g) -> Scope.run(() -> {
            Tensor w = weights.get(name);
            Tensor v = state.get("momentum." + name);
            v.mulInPlace(momentum).addInPlace(w.mul(decay).addInPlace(g));
            w.subInPlace(v.mul(rate));
        }));
    }
}
