package io.robusttransfer.worker.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.AdamWSpec;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.OptimizerSpec;
import io.robusttransfer.crds.api.SgdSpec;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Four steps on sum (c w)^2 + sum v^3 sum w, c = (1, 2, 3), in float64; vectors by torch.optim 2.7.1. */
@OnTorch
class OptimizerTest {
    @Test
    void sgd_with_momentum_and_weight_decay_is_torch_s() {
        SgdSpec sgd = new SgdSpec(Fraction.of("0.01"), Fraction.of("0.9"), Fraction.of("0.1"));
        assertThat(fourSteps(sgd))
                .usingComparatorForType(OptimizerTest::close, Double.class)
                .containsExactly(
                        .8421950757053328,
                        -.6847652754643819,
                        -.09173909979184414,
                        .3072775965102686,
                        -.6408899807102316);
    }

    @Test
    void sgd_alone_is_torch_s() {
        SgdSpec sgd = new SgdSpec(Fraction.of("0.01"), Fraction.of("0"), Fraction.of("0"));
        assertThat(fourSteps(sgd))
                .usingComparatorForType(OptimizerTest::close, Double.class)
                .containsExactly(
                        .9340454702293549,
                        -1.4221470998236443,
                        .23515519740655266,
                        .3044617789026667,
                        -.6765727393825102);
    }

    @Test
    void adamw_is_torch_s() {
        AdamWSpec adam =
                new AdamWSpec(Fraction.of("0.01"), Fraction.of("0.1"), Fraction.of("0.9"), Fraction.of("0.999"));
        assertThat(fourSteps(adam))
                .usingComparatorForType(OptimizerTest::close, Double.class)
                .containsExactly(
                        .9560714180775985,
                        -1.9520883582279445,
                        .45811279126907345,
                        .33885307617310206,
                        -.6572942454079046);
    }

    @Test
    void the_state_is_named_by_the_weights_and_starts_at_zero() {
        Scope.run(() -> {
            Map<String, Tensor> weights = Map.of("fc.bias", Tensor.of(new double[] {1, 2}, 2));
            Map<String, Tensor> momentum = Optimizer.of(
                            new SgdSpec(Fraction.of("1"), Fraction.of("0"), Fraction.of("0")), weights)
                    .state();
            assertThat(momentum).containsOnlyKeys("momentum.fc.bias");
            assertThat(momentum.get("momentum.fc.bias").doubles()).containsExactly(0, 0);
        });
    }

    private static List<Double> fourSteps(OptimizerSpec.Choice choice) {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> weights = new LinkedHashMap<>();
            weights.put("w", Tensor.of(new double[] {1, -2, .5}, 3));
            weights.put("v", Tensor.of(new double[] {.3, -.7}, 1, 2));
            Tensor c = Tensor.of(new double[] {1, 2, 3}, 3);
            Optimizer optimizer = Optimizer.of(choice, weights);
            for (int step = 0; step < 4; step++) {
                Tensor w = weights.get("w").leaf();
                Tensor v = weights.get("v").leaf();
                List<Tensor> gradients = Grad.of(
                                () -> w.mul(c)
                                        .square()
                                        .sum()
                                        .add(v.square().mul(v).sum().mul(w.sum())),
                                w,
                                v)
                        .gradients();
                optimizer.step(
                        weights, Map.of("w", gradients.get(0), "v", gradients.get(1)), Optimizer.rate(choice), step);
            }
            assertThat(scope).isNotNull();
            double[] w = weights.get("w").doubles();
            double[] v = weights.get("v").doubles();
            return List.of(w[0], w[1], w[2], v[0], v[1]);
        }
    }

    private static int close(double a, double b) {
        return Math.abs(a - b) < 1e-13 ? 0 : Double.compare(a, b);
    }
}
