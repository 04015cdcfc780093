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
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A classifier h(f(x)): extractor f from images (N, C, H, W) in [0, 1] to features (N, D), its first step a normalisation
 * by the source's figures; linear head h to logits (N, K). Its tensors belong to the scope in which it was made.
 *
 * <p>As made it evaluates: running statistics, and no call changes its state. {@link #training} gives the same network with
 * leaves to differentiate by; {@link #frozen} the fastest one for attacks and certificates.
 */
public final class Net {
    static final String HEAD = "fc";

    private final Architecture architecture;
    private final Weights extractor;
    private final Weights head;
    private final Weights own;
    private final Reparametrisation reparametrisation;
    private final Live live;

    /**
     * What it computes with.
     *
     * @param parameters what the leaves stand for, to be changed in place by an optimizer, in the order of the leaves
     * @param folded whether f is free of leaves and has its batch normalisations folded in
     */
    private record Live(
            Supplier<Forward> f,
            Supplier<Forward> h,
            Forward own,
            Map<String, Tensor> parameters,
            List<Tensor> leaves,
            boolean folded) {}

    private Net(Architecture architecture, Weights extractor, Weights head, Weights own, Reparametrisation changed) {
        this(
                architecture,
                extractor,
                head,
                own,
                changed,
                new Live(
                        () -> new Forward(extractor.effective(changed, own), false),
                        () -> new Forward(head.effective(changed, own), false),
                        new Forward(own, false),
                        joined(extractor.parameters(), head.parameters(), own.parameters()),
                        List.of(),
                        false));
    }

    private Net(
            Architecture architecture,
            Weights extractor,
            Weights head,
            Weights own,
            Reparametrisation reparametrisation,
            Live live) {
        this.architecture = architecture;
        this.extractor = extractor;
        this.head = head;
        this.own = own;
        this.reparametrisation = reparametrisation;
        this.live = live;
    }

    private static Net of(Architecture architecture, Weights extractor, Weights head) {
        return new Net(architecture, extractor, head, new Declaration().of(Map.of()), Reparametrisation.NONE);
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
        return of(
                architecture,
                extractor(architecture, input, mean, std).initial(initialF),
                head(architecture, classes).initial(initialH));
    }

    /** The network whose {@link #state} was saved; kernels are copied, other tensors taken as they are. */
    public static Net of(Architecture architecture, Input input, Map<String, Tensor> state) {
        int classes = classes(state);
        return of(
                architecture,
                extractor(architecture, input, state),
                head(architecture, classes).of(state));
    }

    /** An f that was saved, whether or not with an h, under a new head. */
    public static Net withNewHead(
            Architecture architecture, Input input, Map<String, Tensor> state, int classes, Stream initialH) {
        return of(
                architecture,
                extractor(architecture, input, state),
                head(architecture, classes).initial(initialH));
    }

    /** The same f, shared, under the head among some saved tensors. */
    public Net withHead(Map<String, Tensor> state) {
        return of(architecture, extractor, head(architecture, state));
    }

    /** The shapes of all tensors of f and of a head for so many classes, in the order of declaration. */
    static Map<String, long[]> shapes(Architecture architecture, Input input, int classes) {
        float[] channels = new float[input.channels()];
        Map<String, long[]> shapes = new LinkedHashMap<>(
                extractor(architecture, input, channels, channels).shapes());
        shapes.putAll(head(architecture, classes).shapes());
        return shapes;
    }

    static boolean isOfHead(String name) {
        return name.startsWith(HEAD + ".");
    }

    /** Whether these tensors of a checkpoint are an f, with or without an h. */
    public static boolean holdsExtractor(Map<String, Tensor> state) {
        return state.containsKey("normalize.mean");
    }

    /** Whether both have one f, so that what it computes for one serves the other. */
    public boolean sharesExtractor(Net other) {
        return extractor == other.extractor;
    }

    /** The same network with what a scheme brings. */
    public Net with(OwnParts parts, Stream initial) {
        Weights first = parts.declared(extractor, head, features()).initial(initial);
        parts.reparametrisation().begin(extractor, first);
        parts.reparametrisation().begin(head, first);
        return new Net(architecture, extractor, head, first, parts.reparametrisation());
    }

    /** What the reparametrisation keeps follows the raw weights as they are now. */
    public void followWeights() {
        reparametrisation.follow(extractor, own);
        reparametrisation.follow(head, own);
    }

    private static Weights extractor(Architecture architecture, Input input, Map<String, Tensor> state) {
        float[] channels = new float[input.channels()];
        return extractor(architecture, input, channels, channels).of(state);
    }

    private static Weights head(Architecture architecture, Map<String, Tensor> state) {
        return head(architecture, classes(state)).of(state);
    }

    private static int classes(Map<String, Tensor> state) {
        Tensor bias = state.get(HEAD + ".bias");
        if (bias == null) {
            throw new Failure.WrongInput("the checkpoint has no tensor " + HEAD + ".bias");
        }
        return Math.toIntExact(bias.size());
    }

    private static Declaration extractor(Architecture architecture, Input input, float[] mean, float[] std) {
        if (mean.length != input.channels() || std.length != input.channels()) {
            throw new IllegalArgumentException(
                    mean.length + " means and " + std.length + " deviations for " + input.channels() + " channels");
        }
        Declaration declaration = new Declaration().normalize(mean, std);
        Extractor.of(architecture).declare(declaration, input);
        declaration.blocks(Extractor.of(architecture).blocks());
        return declaration;
    }

    private static Declaration head(Architecture architecture, int classes) {
        int features = features(architecture);
        return new Declaration().linear(HEAD, features, classes).chain(List.of(LinearMap.linear(HEAD, features)));
    }

    private static int features(Architecture architecture) {
        return Extractor.of(architecture).features();
    }

    /** Features (N, D) of images (N, C, H, W). */
    public Tensor f(Tensor x) {
        Extractor extracting = Extractor.of(architecture);
        Forward f = live.f().get();
        return extracting.end(f, blocks(f, extracting.stem(f, x), 0, blocks().size()));
    }

    /**
     * What goes into a block of f.
     *
     * @param x images, (N, C, H, W)
     * @param block counted from the end, 1 for the last
     */
    public Tensor before(int block, Tensor x) {
        Extractor extracting = Extractor.of(architecture);
        Forward f = live.f().get();
        return blocks(f, extracting.stem(f, x), 0, fromTheEnd(block));
    }

    /** Features (N, D) of what goes into a block, counted from the end; consumes it. */
    public Tensor from(int block, Tensor z) {
        Forward f = live.f().get();
        return Extractor.of(architecture).end(f, blocks(f, z, fromTheEnd(block), blocks().size()));
    }

    private Tensor blocks(Forward f, Tensor z, int first, int end) {
        Tensor at = z;
        for (int block = first; block < end; block++) {
            at = Extractor.of(architecture).block(f, at, block);
        }
        return at;
    }

    private List<String> blocks() {
        return Extractor.of(architecture).blocks();
    }

    private int fromTheEnd(int block) {
        int all = blocks().size();
        if (block < 1 || block > all) {
            throw new Failure.WrongInput(
                    "block " + block + " from the end of " + architecture.spelling() + ", which has " + all);
        }
        return all - block;
    }

    /** Logits (N, K) of features (N, D). */
    public Tensor h(Tensor z) {
        return live.h().get().linear(z, HEAD);
    }

    public Tensor logits(Tensor x) {
        try (Tensor z = f(x)) {
            return h(z);
        }
    }

    /** What the projector makes of features (N, D). */
    public Tensor projected(Tensor z) {
        return Projector.apply(live.own(), z);
    }

    /** With leaves for one step in the place of what is trained. */
    public Net training(Trainable trains) {
        Weights f = extractor.leaves(trained(trains));
        Weights h = head.leaves(trains.head() ? head.trained() : List.of());
        Weights beside = own.leaves(trains.own() ? own.trained() : List.of());
        // inside the loss, so that what layers compute with is part of its graph
        Supplier<Forward> forward = trains.extractor()
                ? () -> new Forward(f.effective(reparametrisation, beside), !trains.frozenNorms())
                : always(new Forward(folded(), false));
        return new Net(
                architecture,
                extractor,
                head,
                own,
                reparametrisation,
                new Live(
                        forward,
                        () -> new Forward(h.effective(reparametrisation, beside), false),
                        new Forward(beside, false),
                        parameters(trains),
                        List.copyOf(joined(f.parameters(), h.parameters(), beside.parameters())
                                .values()),
                        !trains.extractor()));
    }

    private static Supplier<Forward> always(Forward forward) {
        return () -> forward;
    }

    /** The parameters that are trained, in the order of their leaves. */
    public Map<String, Tensor> parameters(Trainable trains) {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        trained(trains).forEach(name -> parameters.put(name, extractor.get(name)));
        return joined(
                parameters, trains.head() ? head.parameters() : Map.of(), trains.own() ? own.parameters() : Map.of());
    }

    private List<String> trained(Trainable trains) {
        if (trains.blocks() == 0) {
            return List.of();
        }
        List<String> names =
                trains.everyBlock() ? extractor.trained() : extractor.from(blocks().get(fromTheEnd(trains.blocks())));
        return trains.frozenNorms()
                ? names.stream().filter(name -> !extractor.isNorm(name)).toList()
                : names;
    }

    /** The same leaves, with the second set of batch normalisations in the place of the first. */
    public Net secondNorms() {
        if (!extractor.norms().isEmpty() && SecondNorms.of(own).isEmpty()) {
            throw new IllegalStateException("a scheme that asks for second norms has to need them");
        }
        Net second = new Net(architecture, extractor.with(SecondNorms.of(own)), head, own, reparametrisation);
        if (live.folded()) {
            return second.frozen();
        }
        Supplier<Forward> forward = () -> {
            Forward first = live.f().get();
            return new Forward(first.weights().with(SecondNorms.of(live.own().weights())), first.training());
        };
        return new Net(
                architecture,
                second.extractor,
                head,
                own,
                reparametrisation,
                new Live(forward, live.h(), live.own(), live.parameters(), live.leaves(), false));
    }

    /**
     * The same leaves, with batch normalisation by the running statistics of now: for what compares two forwards. They are
     * copied, since backward reads them after a forward by the batch may have moved them.
     */
    public Net running() {
        Map<String, Tensor> statistics = extractor.runningStatistics();
        return new Net(
                architecture,
                extractor,
                head,
                own,
                reparametrisation,
                new Live(
                        () -> new Forward(live.f().get().weights().with(statistics), false),
                        live.h(),
                        live.own(),
                        live.parameters(),
                        live.leaves(),
                        live.folded()));
    }

    /**
     * No leaves, running statistics, batch normalisation folded into the convolution before it: the present weights, for
     * attacks and certificates. Logits agree with the unfolded ones to about 1e-6 of their size.
     */
    public Net frozen() {
        Forward folded = new Forward(folded(), false);
        Forward linear = new Forward(head.effective(reparametrisation, own), false);
        return new Net(
                architecture,
                extractor,
                head,
                own,
                reparametrisation,
                new Live(() -> folded, () -> linear, new Forward(own, false), Map.of(), List.of(), true));
    }

    /** Folded weights; a frozen net's are reused, so that a head is trained on one folding. */
    private Weights folded() {
        return live.folded()
                ? live.f().get().weights()
                : extractor.effective(reparametrisation, own).folded();
    }

    /** What {@link #leaves} stand for, to be changed in place by an optimizer, in the same order. */
    public Map<String, Tensor> parameters() {
        return live.parameters();
    }

    /** What a loss is differentiated by: empty unless training. */
    public List<Tensor> leaves() {
        return live.leaves();
    }

    /** Raw parameters and buffers of f, h and what a scheme trains beside them, in the order of definition: what training changes. */
    public Map<String, Tensor> state() {
        return joined(extractor.all(), head.all(), own.all());
    }

    /** What f's layers compute with, under the names of torchvision. */
    public Map<String, Tensor> exportedExtractor() {
        return extractor.effective(reparametrisation, own).all();
    }

    /** What h computes with, under the names of torchvision. */
    public Map<String, Tensor> exportedHead() {
        return head.effective(reparametrisation, own).all();
    }

    /** The layers of f, each followed by ReLU, after the normalisation; empty where f is no such chain. */
    public List<LinearMap> chain() {
        return extractor.chain();
    }

    /** h without its bias. */
    public LinearMap headMap() {
        return head.chain().get(0);
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
        return new Net(architecture, extractor.map(change), head.map(change), own.map(change), reparametrisation);
    }

    @SafeVarargs
    private static Map<String, Tensor> joined(Map<String, Tensor>... parts) {
        Map<String, Tensor> joined = new LinkedHashMap<>();
        for (Map<String, Tensor> part : parts) {
            joined.putAll(part);
        }
        return Collections.unmodifiableMap(joined);
    }
}
