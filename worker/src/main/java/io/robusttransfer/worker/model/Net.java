package io.robusttransfer.worker.model;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A classifier h(f(x)): extractor f from images (N, C, H, W) in [0, 1] to features (N, D), its first step a normalisation
 * by the source's figures; linear head h to logits (N, K). Its tensors belong to the scope in which it was made.
 *
 * <p>As made it evaluates: running statistics, and no call changes its state. {@link #training} and {@link #trainingHead}
 * give the same network with leaves to differentiate by; {@link #frozen} the fastest one for attacks and certificates.
 */
public final class Net {
    private static final String HEAD = "fc";

    private final Architecture architecture;
    private final Weights extractor;
    private final Weights head;
    private final Forward f;
    private final Forward h;
    private final Map<String, Tensor> parameters;
    private final List<Tensor> leaves;

    private Net(Architecture architecture, Weights extractor, Weights head) {
        this(
                architecture,
                extractor,
                head,
                new Forward(extractor, false),
                new Forward(head, false),
                joined(extractor.parameters(), head.parameters()),
                List.of());
    }

    private Net(
            Architecture architecture,
            Weights extractor,
            Weights head,
            Forward f,
            Forward h,
            Map<String, Tensor> parameters,
            List<Tensor> leaves) {
        this.architecture = architecture;
        this.extractor = extractor;
        this.head = head;
        this.f = f;
        this.h = h;
        this.parameters = parameters;
        this.leaves = leaves;
    }

    /**
     * A network with first weights.
     *
     * @param mean of the source's pixels per channel, in [0, 1]; std alike, positive
     */
    public static Net initial(
            Architecture architecture,
            Input input,
            int classes,
            float[] mean,
            float[] std,
            Stream initialF,
            Stream initialH) {
        return new Net(
                architecture,
                extractor(architecture, input, mean, std).initial(initialF),
                head(architecture, classes).initial(initialH));
    }

    /** The network whose {@link #state} was saved; kernels are copied, other tensors taken as they are. */
    public static Net of(Architecture architecture, Input input, Map<String, Tensor> state) {
        Tensor classes = state.get(HEAD + ".bias");
        if (classes == null) {
            throw new Failure.WrongInput("the checkpoint has no tensor " + HEAD + ".bias");
        }
        float[] channels = new float[input.channels()];
        return new Net(
                architecture,
                extractor(architecture, input, channels, channels).of(state),
                head(architecture, Math.toIntExact(classes.size())).of(state));
    }

    /** The same f, shared, under a new head. */
    public Net withHead(int classes, Stream initialH) {
        return new Net(architecture, extractor, head(architecture, classes).initial(initialH));
    }

    private static Declaration extractor(Architecture architecture, Input input, float[] mean, float[] std) {
        if (mean.length != input.channels() || std.length != input.channels()) {
            throw new IllegalArgumentException(
                    mean.length + " means and " + std.length + " deviations for " + input.channels() + " channels");
        }
        Declaration declaration = new Declaration().normalize(mean, std);
        switch (architecture) {
            case SMALL_CNN -> SmallCnn.declare(declaration, input);
            case RESNET20 -> ResNet20.declare(declaration, input);
            case PREACT_RESNET18 -> PreActResNet18.declare(declaration, input);
        }
        return declaration;
    }

    private static Declaration head(Architecture architecture, int classes) {
        return new Declaration().linear(HEAD, features(architecture), classes);
    }

    private static int features(Architecture architecture) {
        return switch (architecture) {
            case SMALL_CNN -> SmallCnn.FEATURES;
            case RESNET20 -> ResNet20.FEATURES;
            case PREACT_RESNET18 -> PreActResNet18.FEATURES;
        };
    }

    /** Features (N, D) of images (N, C, H, W). */
    public Tensor f(Tensor x) {
        return switch (architecture) {
            case SMALL_CNN -> SmallCnn.f(f, x);
            case RESNET20 -> ResNet20.f(f, x);
            case PREACT_RESNET18 -> PreActResNet18.f(f, x);
        };
    }

    /** Logits (N, K) of features (N, D). */
    public Tensor h(Tensor z) {
        return h.linear(z, HEAD);
    }

    public Tensor logits(Tensor x) {
        try (Tensor z = f(x)) {
            return h(z);
        }
    }

    /** Every parameter is a leaf, for one step; batch normalisation goes by the batch and moves the running statistics. */
    public Net training() {
        Weights extractorLeaves = extractor.leaves();
        Weights headLeaves = head.leaves();
        Map<String, Tensor> all = joined(extractorLeaves.parameters(), headLeaves.parameters());
        return new Net(
                architecture,
                extractor,
                head,
                new Forward(extractorLeaves, true),
                new Forward(headLeaves, true),
                parameters,
                List.copyOf(all.values()));
    }

    /** The head's parameters are leaves, for one step; f is {@link #frozen}. */
    public Net trainingHead() {
        Weights headLeaves = head.leaves();
        return new Net(
                architecture,
                extractor,
                head,
                new Forward(folded(), false),
                new Forward(headLeaves, true),
                head.parameters(),
                List.copyOf(headLeaves.parameters().values()));
    }

    /**
     * No leaves, running statistics, batch normalisation folded into the convolution before it: the present weights, for
     * attacks and certificates. Logits agree with the unfolded ones to about 1e-6 of their size.
     */
    public Net frozen() {
        return new Net(
                architecture,
                extractor,
                head,
                new Forward(folded(), false),
                new Forward(head, false),
                Map.of(),
                List.of());
    }

    /** Of a frozen network, those it has: so a head is trained on one folding. */
    private Weights folded() {
        return f.training() ? extractor.folded() : f.weights().folded();
    }

    /** What {@link #leaves} stand for, to be changed in place by an optimizer, in the same order. */
    public Map<String, Tensor> parameters() {
        return parameters;
    }

    /** What a loss is differentiated by: empty unless training. */
    public List<Tensor> leaves() {
        return leaves;
    }

    /** Parameters and buffers of f and h under the names of torchvision, in the order of definition. */
    public Map<String, Tensor> state() {
        return joined(extractor.all(), head.all());
    }

    public int features() {
        return features(architecture);
    }

    public int classes() {
        return Math.toIntExact(head.get(HEAD + ".bias").size());
    }

    /** The same network in memory of its own. */
    public Net copy() {
        return map(Tensor::copy);
    }

    /** The same network in another floating type, in memory of its own. */
    public Net to(Type type) {
        return map(tensor -> tensor.type() == Type.INT64 || tensor.type() == type ? tensor.copy() : tensor.to(type));
    }

    private Net map(UnaryOperator<Tensor> change) {
        return new Net(architecture, extractor.map(change), head.map(change));
    }

    private static Map<String, Tensor> joined(Map<String, Tensor> first, Map<String, Tensor> second) {
        Map<String, Tensor> joined = new LinkedHashMap<>(first);
        joined.putAll(second);
        return Collections.unmodifiableMap(joined);
    }
}
