package io.robusttransfer.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.random.Stream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every differentiable operation against central differences in 64 bits, element by element of every operand. */
@OnTorch
class GradientsTest {
    private static final double H = 1e-6;

    private record Case(String name, Function<List<Tensor>, Tensor> operation, long[]... shapes) {}

    @TestFactory
    List<DynamicTest> gradient_agrees_with_finite_differences_of() {
        long[] m = {2, 3};
        long[] image = {2, 2, 4, 4};
        return List.of(
                        of("add, broadcast", t -> t.get(0).add(t.get(1)), m, new long[] {3}),
                        of("sub", t -> t.get(0).sub(t.get(1)), m, m),
                        of("mul", t -> t.get(0).mul(t.get(1)), m, m),
                        of("div", t -> t.get(0).div(t.get(1)), m, m),
                        of("maximum", t -> t.get(0).maximum(t.get(1)), m, m),
                        of("minimum", t -> t.get(0).minimum(t.get(1)), m, m),
                        of("numbers", t -> t.get(0).mul(3).add(2).div(7).sub(1), m),
                        of("clamp", t -> t.get(0).clamp(0.7, 1.2), m),
                        of("neg", t -> t.get(0).neg(), m),
                        of("abs", t -> t.get(0).sub(1).abs(), m),
                        of("exp", t -> t.get(0).exp(), m),
                        of("log", t -> t.get(0).log(), m),
                        of("sqrt", t -> t.get(0).sqrt(), m),
                        of("square", t -> t.get(0).square(), m),
                        of("relu", t -> t.get(0).sub(1).relu(), m),
                        of("where", t -> t.get(0).detach().gt(t.get(1).detach()).where(t.get(0), t.get(1)), m, m),
                        of("sum", t -> t.get(0).sum(), m),
                        of("sum of a dimension", t -> t.get(0).sum(false, 1), m),
                        of("mean", t -> t.get(0).mean(), m),
                        of("mean of a dimension", t -> t.get(0).mean(true, 0), m),
                        of("max", t -> t.get(0).max(), m),
                        of("max of a dimension", t -> t.get(0).max(false, 1), m),
                        of("min of a dimension", t -> t.get(0).min(false, 1), m),
                        of("reshape", t -> t.get(0).reshape(3, 2), m),
                        of("permute", t -> t.get(0).permute(1, 0), m),
                        of("slice", t -> t.get(0).slice(1, 1, 3), m),
                        of("expand", t -> t.get(0).expand(4, 3), new long[] {1, 3}),
                        of("cat", t -> Tensor.cat(t, 0), m, m),
                        of("stack", t -> Tensor.stack(t, 1), m, m),
                        of("gather", t -> t.get(0).gather(Tensor.of(new long[] {2, 0}, 2, 1), 1), m),
                        of("matmul", t -> t.get(0).matmul(t.get(1)), m, new long[] {3, 4}),
                        of("linear", t -> t.get(0).linear(t.get(1), t.get(2)), m, new long[] {4, 3}, new long[] {4}),
                        of("linear without bias", t -> t.get(0).linear(t.get(1), null), m, new long[] {4, 3}),
                        of(
                                "conv2d",
                                t -> t.get(0).conv2d(t.get(1), t.get(2), 2, 1),
                                image,
                                new long[] {3, 2, 3, 3},
                                new long[] {3}),
                        of("conv2d of images", GradientsTest::channelsLast, new long[] {2, 4, 4, 2}, new long[] {
                            3, 2, 3, 3
                        }),
                        of(
                                "batchNorm, training",
                                t -> t.get(0).batchNorm(norm(t), true, 0.1, 1e-5),
                                image,
                                new long[] {2},
                                new long[] {2}),
                        of(
                                "batchNorm, running",
                                t -> t.get(0).batchNorm(norm(t), false, 0.1, 1e-5),
                                image,
                                new long[] {2},
                                new long[] {2}),
                        of("avgPool", t -> t.get(0).avgPool(2), image),
                        of("maxPool", t -> t.get(0).maxPool(3, 2, 1), image),
                        of("globalAvgPool", t -> t.get(0).globalAvgPool(), image),
                        of("softmax", t -> t.get(0).softmax(1), m),
                        of("logSoftmax", t -> t.get(0).logSoftmax(1), m))
                .stream()
                .map(one -> DynamicTest.dynamicTest(one.name, () -> Scope.run(() -> check(one))))
                .toList();
    }

    private static Tensor channelsLast(List<Tensor> t) {
        return t.get(0).permute(0, 3, 1, 2).conv2d(t.get(1), null, 1, 1);
    }

    private static Tensor.BatchNorm norm(List<Tensor> t) {
        return new Tensor.BatchNorm(
                t.get(1), t.get(2), Tensor.of(new double[] {0.3, 0.6}, 2), Tensor.of(new double[] {1.5, 0.5}, 2));
    }

    private static Case of(String name, Function<List<Tensor>, Tensor> operation, long[]... shapes) {
        return new Case(name, operation, shapes);
    }

    private static void check(Case one) {
        List<double[]> values = new ArrayList<>();
        for (int i = 0; i < one.shapes.length; i++) {
            Stream stream = Stream.of(one.name, i);
            int size = (int) Arrays.stream(one.shapes[i]).reduce(1, Math::multiplyExact);
            values.add(IntStream.range(0, size)
                    .mapToDouble(k -> 0.5 + stream.uniformDouble())
                    .toArray());
        }
        List<Tensor> leaves = operands(one, values).stream().map(Tensor::leaf).toList();
        Grad.Result analytic = Grad.of(() -> weighted(one, leaves), leaves);
        for (int i = 0; i < values.size(); i++) {
            double[] gradient = analytic.gradients().get(i).doubles();
            for (int k = 0; k < gradient.length; k++) {
                double slope = (shifted(one, values, i, k, H) - shifted(one, values, i, k, -H)) / (2 * H);
                assertThat(gradient[k])
                        .as("operand %d, element %d", i, k)
                        .isCloseTo(slope, within(1e-7 * (1 + Math.abs(slope))));
            }
        }
    }

    private static double shifted(Case one, List<double[]> values, int operand, int element, double by) {
        return Scope.value(() -> {
            List<double[]> changed = new ArrayList<>(values);
            double[] copy = values.get(operand).clone();
            copy[element] += by;
            changed.set(operand, copy);
            return weighted(one, operands(one, changed)).item();
        });
    }

    /** The sum of the result's elements with unequal weights, so that no gradient cancels. */
    private static Tensor weighted(Case one, List<Tensor> operands) {
        Tensor result = one.operation.apply(operands);
        double[] weights = IntStream.range(0, (int) result.size())
                .mapToDouble(i -> Math.cos(i))
                .toArray();
        return result.mul(Tensor.of(weights, result.shape())).sum();
    }

    private static List<Tensor> operands(Case one, List<double[]> values) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> Tensor.of(values.get(i), one.shapes[i]))
                .toList();
    }
}
