package io.robusttransfer.worker.tensor;

import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Gradients. Torch records operations inside {@link #of} only, and only those that depend on the leaves it was given: any
 * other leaf (live weights in an attack, say) is refused, since backward would silently add to its gradient. An attack
 * inside a loss nests.
 */
public final class Grad {
    /** What a thread records: depth counts the enclosing {@link #of}. */
    private static final class State {
        private int depth;
        private boolean on;
        /** What the innermost {@link #of} differentiates by. */
        private List<Tensor> leaves = List.of();
    }

    private static final ThreadLocal<State> STATE = ThreadLocal.withInitial(State::new);

    private Grad() {}

    /**
     * A value and its gradients.
     *
     * @param value what the loss returned, outside any graph
     * @param gradients of the sum of value, in the order of the leaves, each of its leaf's shape; zeros where value does
     *     not depend on the leaf
     */
    public record Result(Tensor value, List<Tensor> gradients) {
        public Result {
            gradients = List.copyOf(gradients);
        }

        /** The gradient of the first, usually only, leaf. */
        public Tensor gradient() {
            return gradients.get(0);
        }
    }

    /**
     * Evaluates {@code loss} with recording on and differentiates the sum of its elements: a mean, or one loss per sample
     * (then no sample's gradient depends on the size of the batch). Results belong to the present scope, all else is
     * freed. A leaf is differentiated once; make a new one for the next step.
     */
    public static Result of(Supplier<Tensor> loss, List<Tensor> leaves) {
        State state = STATE.get();
        int depth = state.depth + 1;
        List<Tensor> around = state.leaves;
        leaves.forEach(leaf -> leaf.bind(depth));
        try (Scope scope = Scope.open()) {
            state.depth = depth;
            state.leaves = leaves;
            Tensor value = recording(state, true, () -> {
                Tensor made = loss.get();
                if (!made.inGraph()) {
                    throw new IllegalStateException("the loss depends on no leaf, or its graph was cut on the way");
                }
                Tensor root = made.size() == 1 ? made : made.sum();
                root.backward();
                return made;
            });
            List<Tensor> gradients = new ArrayList<>(leaves.size());
            for (Tensor leaf : leaves) {
                gradients.add(leaf.takeGradient());
            }
            scope.keep(gradients);
            return new Result(scope.keep(value.detach()), gradients);
        } finally {
            state.depth = depth - 1;
            state.leaves = around;
            leaves.forEach(Tensor::spend);
        }
    }

    public static Result of(Supplier<Tensor> loss, Tensor... leaves) {
        return of(loss, List.of(leaves));
    }

    /**
     * A gradient that the loss around it is made of: part of its graph, so that it is differentiated in turn. Outside of any
     * loss as {@link #of}.
     *
     * @return value and gradient, both in the graph
     */
    public static Result inner(Supplier<Tensor> loss, Tensor leaf) {
        State state = STATE.get();
        if (recording() == 0) {
            return of(loss, leaf);
        }
        leaf.bind(state.depth);
        Tensor value = loss.get();
        Tensor root = value.size() == 1 ? value : value.sum();
        root.backwardWithGraph();
        Tensor gradient = leaf.linkedGradient();
        // backward went on to the weights, too, whose gradients are the outer loss's alone
        leaf.clearGradient();
        state.leaves.forEach(Tensor::clearGradient);
        leaf.spend();
        return new Result(value, List.of(gradient));
    }

    /** Runs {@code work} without recording, inside a loss too. */
    public static <T> T off(Supplier<T> work) {
        return recording(STATE.get(), false, work);
    }

    /** The depth of the innermost {@link #of} if it records, else 0. */
    static int recording() {
        State state = STATE.get();
        return state.on ? state.depth : 0;
    }

    private static <T> T recording(State state, boolean on, Supplier<T> work) {
        Torch.prepareThread();
        boolean before = state.on;
        set(state, on);
        try {
            return work.get();
        } finally {
            set(state, before);
        }
    }

    private static void set(State state, boolean on) {
        state.on = on;
        JniUtils.setGradMode(on);
    }
}
