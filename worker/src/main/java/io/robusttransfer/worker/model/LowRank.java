package io.robusttransfer.worker.model;

import io.robusttransfer.worker.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * W ← W + B A for every convolution and linear layer of f (none of a head, which is trained in full), with A (r, inputs) and B (outputs, r) of low rank r, trained in place of
 * W (Hu et al., ICLR 2022, with α = r, so that B A has the factor 1). B is zero at first. A kernel counts as a matrix (outputs,
 * inputs · height · width).
 *
 * @param rank r; a layer with fewer outputs or inputs gets as many as it has
 */
public record LowRank(int rank) implements Reparametrisation {
    private static final String PREFIX = "lora.";

    @Override
    public void declare(Declaration own, Weights raw) {
        for (String name : raw.kernels()) {
            Tensor weight = raw.get(name);
            int out = Math.toIntExact(weight.size(0));
            int in = Math.toIntExact(weight.size() / out);
            own.lowRank(a(name), b(name), out, in, Math.min(rank, Math.min(out, in)));
        }
    }

    @Override
    public Map<String, Tensor> effective(Weights raw, Weights state) {
        Map<String, Tensor> effective = new LinkedHashMap<>();
        for (String name : raw.kernels()) {
            Tensor weight = raw.get(name);
            Tensor change = state.get(b(name)).matmul(state.get(a(name)));
            effective.put(name, weight.add(change.reshape(weight.shape())));
        }
        return effective;
    }

    private static String a(String weight) {
        return PREFIX + weight + ".A";
    }

    private static String b(String weight) {
        return PREFIX + weight + ".B";
    }
}
