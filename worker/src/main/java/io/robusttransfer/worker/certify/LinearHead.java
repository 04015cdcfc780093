package io.robusttransfer.worker.certify;

import io.robusttransfer.worker.model.LinearMap;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Certificates of a linear h on features that move by at most L: z_y − z_j shrinks by at most L ‖w_y − w_j‖ for each pixel of length
 * that the image moves, so that no image nearer than min_j (z_y − z_j)/(L ‖w_y − w_j‖) is predicted as another class (Tsuzuku et al.,
 * NeurIPS 2018). It holds for whatever h was fitted on that f.
 *
 * @param weights w, a row for each class
 * @param biases as many
 */
public record LinearHead(double[][] weights, double[] biases) {
    public static LinearHead of(Net net) {
        LinearMap map = net.headMap();
        Map<String, Tensor> head = net.exportedHead();
        double[] all = head.get(map.weight()).to(Type.FLOAT64).doubles();
        double[] biases = head.get(map.bias()).to(Type.FLOAT64).doubles();
        double[][] weights = new double[biases.length][map.inputs()];
        for (int i = 0; i < all.length; i++) {
            weights[i / map.inputs()][i % map.inputs()] = all[i];
        }
        return new LinearHead(weights, biases);
    }

    /**
     * The class of an image and the L2 radius, in pixels of [0, 1], within which nothing changes it. The bound is one of exact
     * arithmetic and the net that is attacked computes in 32 bits: margins count as smaller by what that errs, anywhere among images.
     *
     * @param logits of the image, of exact arithmetic
     * @param pixels how many numbers an image has: no two images are further apart than their root
     */
    public Certificate certify(double[] logits, LipschitzBound bound, int pixels) {
        int label = most(logits);
        double reach = bound.reach(pixels);
        double radius = Math.sqrt(pixels);
        for (int other = 0; other < logits.length; other++) {
            double apart = distance(weights[label], weights[other]);
            double wrong = bound.rounding() * (size(label, reach) + size(other, reach));
            double margin = logits[label] - logits[other] - wrong;
            // equal rows of weights keep their order wherever the features are
            if (other != label && (apart > 0 || margin <= 0)) {
                radius = margin <= 0 ? 0 : Math.min(radius, margin / (bound.constant() * apart));
            }
        }
        return new Certificate(OptionalInt.of(label), radius);
    }

    /** How large a logit is at most. */
    private double size(int label, double reach) {
        return length(weights[label]) * reach + Math.abs(biases[label]);
    }

    private static int most(double[] logits) {
        int most = 0;
        for (int i = 1; i < logits.length; i++) {
            most = logits[i] > logits[most] ? i : most;
        }
        return most;
    }

    private static double length(double[] x) {
        return distance(x, new double[x.length]);
    }

    private static double distance(double[] x, double[] y) {
        double squares = 0;
        for (int i = 0; i < x.length; i++) {
            squares += (x[i] - y[i]) * (x[i] - y[i]);
        }
        return Math.sqrt(squares);
    }
}
