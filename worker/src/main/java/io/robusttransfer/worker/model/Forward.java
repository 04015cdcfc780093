package io.robusttransfer.worker.model;

import io.robusttransfer.worker.tensor.Tensor;

/**
 * What architectures are written in: layers that find their weights by name.
 *
 * @param training whether batch normalisation goes by the batch, moving the running statistics, or by the running ones,
 *     which then stay
 */
record Forward(Weights weights, boolean training) {
    static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;

    /** Frees {@code used}, whose last reader made {@code result}; backward keeps what it needs of it. */
    static Tensor after(Tensor used, Tensor result) {
        used.close();
        return result;
    }

    /** Consumes x. */
    static Tensor relu(Tensor x) {
        return after(x, x.relu());
    }

    /** (x − mean)/std, channel by channel. */
    Tensor normalize(Tensor x) {
        try (Tensor mean = perChannel("normalize.mean");
                Tensor std = perChannel("normalize.std");
                Tensor centred = x.sub(mean)) {
            return centred.div(std);
        }
    }

    /** Convolution with zero padding; the bias is there or not. */
    Tensor conv(Tensor x, String name, int stride, int padding) {
        String bias = name + ".bias";
        return x.conv2d(weights.get(name + ".weight"), weights.has(bias) ? weights.get(bias) : null, stride, padding);
    }

    Tensor norm(Tensor x, String name) {
        if (training) {
            weights.get(name + ".num_batches_tracked").addInPlace(1);
        }
        Tensor.BatchNorm norm = new Tensor.BatchNorm(
                weights.get(name + ".weight"),
                weights.get(name + ".bias"),
                weights.get(name + ".running_mean"),
                weights.get(name + ".running_var"));
        return x.batchNorm(norm, training, MOMENTUM, EPSILON);
    }

    /** A convolution and the batch normalisation of its output, unless that was folded into it. */
    Tensor convNorm(Tensor x, String conv, String norm, int stride, int padding) {
        Tensor made = conv(x, conv, stride, padding);
        return weights.has(norm + ".weight") ? after(made, norm(made, norm)) : made;
    }

    Tensor linear(Tensor x, String name) {
        return x.linear(weights.get(name + ".weight"), weights.get(name + ".bias"));
    }

    boolean has(String name) {
        return weights.has(name);
    }

    private Tensor perChannel(String name) {
        Tensor vector = weights.get(name);
        return vector.reshape(1, vector.size(), 1, 1);
    }
}
