package io.robusttransfer.worker.attack;

import io.robusttransfer.worker.tensor.Tensor;
import org.hipparchus.stat.descriptive.rank.Median;

/** How far apart outputs of a net are: features (N, D), or logits (N, K) less their means. */
public final class Change {
    /** Pairs of more images would not move their median by much. */
    private static final int MOST_IMAGES = 200;

    private Change() {}

    /** Logits without what is added to all classes alike, which changes no prediction. */
    public static Tensor centred(Tensor logits) {
        return logits.sub(logits.mean(true, 1));
    }

    /** ||a - b||² of each image, (N); its gradient is 0 where they are equal, so an attack on it begins elsewhere. */
    public static Tensor squared(Tensor a, Tensor b) {
        return a.sub(b).square().sum(false, 1);
    }

    /** How far features are from those given, as an attack's aim. */
    public static Objective ofFeatures(Tensor from) {
        return (net, x) -> squared(net.f(x), from);
    }

    /** How far centred logits are from those given, as an attack's aim. */
    public static Objective ofLogits(Tensor from) {
        return (net, x) -> squared(centred(net.logits(x)), from);
    }

    /**
     * The median distance of two different images: the unit in which a change says how far it is on the way to another image.
     * Lengths of features or logits are no such unit, since an offset changes them and nothing else.
     *
     * @param outputs rows, one for each image, at least two; the first {@value #MOST_IMAGES} count
     * @return 0 where the output is the same for most images
     */
    public static double medianDistance(double[][] outputs) {
        int n = Math.min(outputs.length, MOST_IMAGES);
        double[] distances = new double[n * (n - 1) / 2];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                distances[at++] = distance(outputs[i], outputs[j]);
            }
        }
        return distances.length == 0 ? 0 : new Median().evaluate(distances);
    }

    private static double distance(double[] a, double[] b) {
        double square = 0;
        for (int k = 0; k < a.length; k++) {
            square += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return Math.sqrt(square);
    }
}
