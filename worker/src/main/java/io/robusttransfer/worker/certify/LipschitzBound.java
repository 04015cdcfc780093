package io.robusttransfer.worker.certify;

import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.model.LinearMap;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.util.List;
import java.util.Map;

/**
 * How far f moves when an image does: ‖f(x) − f(x')‖ ≤ L ‖x − x'‖ in L2, L being the product of upper bounds of its layers'
 * norms, divided by the smallest deviation that the normalisation divides by (Szegedy et al., ICLR 2014). ReLU moves nothing
 * further apart.
 *
 * @param constant L, in length of features per L2 length in pixels of [0, 1]
 * @param black how long the features of a black image are at most
 * @param rounding by how much a net that computes in 32 bits errs at most, as a share of the largest logits that there can be
 */
public record LipschitzBound(double constant, double black, double rounding) {
    /** Each sum of n numbers errs by about √n 2^-24 of their size; four times that. */
    private static final double OF_A_SUM = 0x1p-22;

    /**
     * The bound of a net's f, as it is.
     *
     * @throws Failure.WrongInput where f is no chain of layers
     */
    public static LipschitzBound of(Net net) {
        List<LinearMap> layers = net.chain();
        if (layers.isEmpty()) {
            throw new Failure.WrongInput(
                    "evaluation.lipschitzCertificate: nothing bounds batch normalisation and sums of"
                            + " branches here; write model: {architecture: small-cnn}");
        }
        return Scope.value(() -> of(layers, net.exportedExtractor(), net.features()));
    }

    private static LipschitzBound of(List<LinearMap> layers, Map<String, Tensor> weights, int features) {
        Tensor deviation = weights.get("normalize.std");
        double gain = 1;
        double sums = Math.sqrt(features);
        double black = length(weights.get("normalize.mean").div(deviation))
                * Math.sqrt((double) layers.get(0).inputs() / deviation.size());
        for (LinearMap layer : layers) {
            Tensor weight = weights.get(layer.weight());
            Tensor bias = weights.get(layer.bias());
            double norm = OperatorNorm.bound(layer, weight);
            gain *= norm;
            sums += Math.sqrt((double) weight.size() / weight.size(0));
            black = black * norm + length(bias) * Math.sqrt((double) layer.outputs(weight) / bias.size());
        }
        return new LipschitzBound(gain / deviation.min(false, 0).item(), black, OF_A_SUM * sums);
    }

    private static double length(Tensor x) {
        return Math.sqrt(x.to(Type.FLOAT64).square().sum().item());
    }

    /**
     * How long features are at most.
     *
     * @param pixels how many numbers an image has
     */
    double reach(int pixels) {
        return constant * Math.sqrt(pixels) + black;
    }
}
