package io.robusttransfer.worker.train;

import io.robusttransfer.crds.api.AdamWSpec;
import io.robusttransfer.crds.api.OptimizerSpec;
import io.robusttransfer.crds.api.SgdSpec;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.Map;

/** An optimizer: it changes weights along their gradients, in place. Its whole state is named tensors. */
public sealed interface Optimizer permits Sgd, AdamW {
    /**
     * @param gradients one for each weight that is trained
     * @param rate learning rate
     * @param step counted from 0
     */
    void step(Map<String, Tensor> weights, Map<String, Tensor> gradients, double rate, long step);

    /** The tensors of its state, which each step changes in place. */
    Map<String, Tensor> state();

    /** The learning rate that a schedule starts from. */
    static double rate(OptimizerSpec.Choice choice) {
        return choice instanceof SgdSpec sgd
                ? sgd.learningRate().toDouble()
                : ((AdamWSpec) choice).learningRate().toDouble();
    }

    /** @param weights that are trained; the state starts at 0, in their shapes, in the present scope */
    static Optimizer of(OptimizerSpec.Choice choice, Map<String, Tensor> weights) {
        if (choice instanceof SgdSpec sgd) {
            return Sgd.start(sgd.momentum().toDouble(), sgd.weightDecay().toDouble(), weights);
        }
        if (choice instanceof AdamWSpec adam) {
            return AdamW.start(
                    adam.beta1().toDouble(),
                    adam.beta2().toDouble(),
                    adam.weightDecay().toDouble(),
                    weights);
        }
        throw new IllegalArgumentException("no such optimizer: " + choice);
    }
}
