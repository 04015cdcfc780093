package io.robusttransfer.worker.model;

import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * W ← c W/σ(W) (Miyato et al., ICLR 2018), σ being the norm of the layer's map (Gouk et al., Machine Learning 110, 2021) or of its
 * kernel as a matrix, which is another number for a convolution. σ is estimated as ‖Av‖ for a vector v of length 1 that a power iteration, one in each
 * step, brings nearer to the leading right singular vector of the map A; gradients take v as it is. The estimate lies
 * below σ, so that it certifies nothing.
 *
 * @param scale c
 * @param layers which layers, as what maps
 */
public record SpectralNorm(double scale, Layers layers) implements Reparametrisation {
    private static final String PREFIX = "spectral.";
    private static final int FIRST_ITERATIONS = 30;
    /** Weights that are all zero have no direction. */
    private static final double LEAST = 1e-12;

    /** Of a part of a network. */
    @FunctionalInterface
    interface Layers {
        List<LinearMap> of(Weights raw);
    }

    /** Every layer, as the map that it is; small-cnn alone. */
    public static SpectralNorm ofMaps(double scale) {
        return new SpectralNorm(scale, SpectralNorm::chain);
    }

    /** The layers of f's last so many blocks, by their kernels as matrices. */
    public static SpectralNorm ofKernels(double scale, int lastBlocks) {
        return new SpectralNorm(scale, raw -> kernels(raw, lastBlocks));
    }

    @Override
    public void declare(Declaration own, Weights raw) {
        layers.of(raw).forEach(map -> own.direction(PREFIX + map.name(), map.shape(1)));
    }

    @Override
    public Map<String, Tensor> effective(Weights raw, Weights state) {
        Map<String, Tensor> effective = new LinkedHashMap<>();
        for (LinearMap map : layers.of(raw)) {
            Tensor weight = raw.get(map.weight());
            Tensor norm = length(map.apply(state.get(PREFIX + map.name()), weight));
            effective.put(map.weight(), weight.div(norm.maximum(LEAST)).mul(scale));
        }
        return effective;
    }

    @Override
    public void follow(Weights raw, Weights state) {
        for (LinearMap map : layers.of(raw)) {
            Tensor v = state.get(PREFIX + map.name());
            Scope.run(() -> {
                Tensor leaf = v.leaf();
                Tensor weight = raw.get(map.weight());
                // half of it is A'Av
                Tensor moved = Grad.of(() -> map.apply(leaf, weight).square().sum(), leaf)
                        .gradient();
                v.assign(moved.div(length(moved).maximum(LEAST)));
            });
        }
    }

    @Override
    public void begin(Weights raw, Weights state) {
        for (int i = 0; i < FIRST_ITERATIONS; i++) {
            follow(raw, state);
        }
    }

    private static List<LinearMap> kernels(Weights raw, int lastBlocks) {
        return raw.kernels(lastBlocks).stream()
                .map(name -> LinearMap.kernel(name.replaceFirst("[.]weight$", ""), raw.get(name)))
                .toList();
    }

    private static List<LinearMap> chain(Weights raw) {
        if (raw.chain().isEmpty()) {
            throw new Failure.WrongInput("weights W/σ(W) are there for small-cnn alone: batch normalisation and sums of"
                    + " branches have norms of their own; write model: {architecture: small-cnn}");
        }
        return raw.chain();
    }

    private static Tensor length(Tensor x) {
        return x.square().sum().sqrt();
    }
}
