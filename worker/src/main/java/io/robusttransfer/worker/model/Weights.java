package io.robusttransfer.worker.model;

import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Named tensors of one part of a network in a fixed order: parameters, which are trained, and buffers. */
final class Weights {
    private static final String MEAN = ".running_mean";

    private final Map<String, Tensor> tensors;
    private final List<String> trained;
    private final Structure structure;

    Weights(Map<String, Tensor> tensors, List<String> trained, Structure structure) {
        this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        this.trained = trained;
        this.structure = structure;
    }

    Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor " + name + " among " + tensors.keySet());
        }
        return tensor;
    }

    boolean has(String name) {
        return tensors.containsKey(name);
    }

    Map<String, Tensor> all() {
        return tensors;
    }

    Map<String, Tensor> parameters() {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        trained.forEach(name -> parameters.put(name, get(name)));
        return parameters;
    }

    /** Leaves in the place of some parameters; the others and buffers are shared. */
    Weights leaves(Collection<String> parameters) {
        Map<String, Tensor> leaves = new LinkedHashMap<>(tensors);
        parameters.forEach(name -> leaves.put(name, get(name).leaf()));
        return new Weights(leaves, List.copyOf(parameters), structure);
    }

    /** Copies of the present running statistics. */
    Map<String, Tensor> runningStatistics() {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.contains(".running_")) {
                copies.put(name, tensor.copy());
            }
        });
        return copies;
    }

    /** These weights, with tensors of the same name replaced. */
    Weights with(Map<String, Tensor> others) {
        Map<String, Tensor> changed = new LinkedHashMap<>(tensors);
        changed.replaceAll(others::getOrDefault);
        return new Weights(changed, trained, structure);
    }

    /**
     * What layers compute with.
     *
     * @param state what the reparametrisation keeps
     */
    Weights effective(Reparametrisation reparametrisation, Weights state) {
        return reparametrisation == Reparametrisation.NONE ? this : with(reparametrisation.effective(this, state));
    }

    /** The layers of which this part is a chain; empty where batch normalisation or sums stand between. */
    List<LinearMap> chain() {
        return structure.chain();
    }

    List<String> blocks() {
        return structure.blocks();
    }

    /** Names of the parameters from the first of {@code block} on, in the order of declaration. */
    List<String> from(String block) {
        int first = 0;
        while (!trained.get(first).startsWith(block + ".")) {
            first++;
        }
        return trained.subList(first, trained.size());
    }

    /** Kernels and matrices of f, trained or not, in the order of declaration; none of what is not f. */
    List<String> kernels() {
        return blocks().isEmpty()
                ? List.of()
                : tensors.keySet().stream()
                        .filter(name -> get(name).shape().length > 1)
                        .toList();
    }

    /** The same of the last so many blocks. */
    List<String> kernels(int lastBlocks) {
        List<String> last = blocks().subList(Math.max(0, blocks().size() - lastBlocks), blocks().size());
        return kernels().stream()
                .filter(name -> last.stream().anyMatch(block -> name.startsWith(block + ".")))
                .toList();
    }

    List<String> trained() {
        return trained;
    }

    /** The batch normalisations, and how many channels each has. */
    Map<String, Integer> norms() {
        Map<String, Integer> norms = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.endsWith(MEAN)) {
                norms.put(name.substring(0, name.length() - MEAN.length()), Math.toIntExact(tensor.size()));
            }
        });
        return norms;
    }

    /** Whether a parameter belongs to a batch normalisation. */
    boolean isNorm(String parameter) {
        return has(parameter.substring(0, parameter.lastIndexOf('.')) + MEAN);
    }

    Weights map(UnaryOperator<Tensor> change) {
        Map<String, Tensor> changed = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> changed.put(name, change.apply(tensor)));
        return new Weights(changed, trained, structure);
    }

    /**
     * Convolutions with the batch normalisation that follows them folded in, by the running statistics: W′ = sW and b′ = β −
     * sμ with s = γ/√(σ² + ε), computed in 64 bits. The folded normalisations are gone;
     * without any, these weights.
     */
    Weights folded() {
        if (structure.normOf().isEmpty()) {
            return this;
        }
        Map<String, Tensor> folded = new LinkedHashMap<>(tensors);
        structure.normOf().forEach((conv, norm) -> {
            folded.keySet().removeIf(name -> name.startsWith(norm + "."));
            Tensor weight = get(conv + ".weight");
            folded.put(conv + ".weight", Scope.within(() -> weight.to(Type.FLOAT64)
                    .mul(scale(norm).reshape(weight.size(0), 1, 1, 1))
                    .to(weight.type())));
            folded.put(conv + ".bias", Scope.within(() -> wide(norm + ".bias")
                    .sub(wide(norm + MEAN).mul(scale(norm)))
                    .to(weight.type())));
        });
        return new Weights(folded, trained, structure.folded());
    }

    private Tensor scale(String norm) {
        return wide(norm + ".weight")
                .div(wide(norm + ".running_var").add(Forward.EPSILON).sqrt());
    }

    private Tensor wide(String name) {
        return get(name).to(Type.FLOAT64);
    }
}
