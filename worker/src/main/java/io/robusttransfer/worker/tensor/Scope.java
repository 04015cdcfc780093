package io.robusttransfer.worker.tensor;

import java.util.Collection;
import java.util.function.Supplier;

/**
 * Owns tensors and closes them. Results of operations belong to the innermost scope that is open on their thread; {@link
 * #keep} hands one to the scope around it. A scope is used by one thread at a time.
 */
public final class Scope implements AutoCloseable {
    private static final ThreadLocal<Scope> INNERMOST = new ThreadLocal<>();

    private final Scope around;
    private final boolean onStack;
    private Tensor newest;
    private boolean closed;

    private Scope(Scope around, boolean onStack) {
        this.around = around;
        this.onStack = onStack;
    }

    /** A new innermost scope of this thread. */
    public static Scope open() {
        Torch.prepareThread();
        Scope scope = new Scope(INNERMOST.get(), true);
        INNERMOST.set(scope);
        return scope;
    }

    /** A place for tensors that outlive the step that made them, such as weights: filled by {@link #adopt}, never innermost. */
    public static Scope lasting() {
        return new Scope(null, false);
    }

    /** Runs {@code work} in a scope of its own; its result, and nothing else, goes to the present scope. */
    public static Tensor within(Supplier<Tensor> work) {
        try (Scope scope = open()) {
            return scope.keep(work.get());
        }
    }

    /** Runs {@code work} in a scope of its own, from which no tensor gets out: numbers do. */
    public static <T> T value(Supplier<T> work) {
        Scope scope = open();
        try {
            return work.get();
        } finally {
            scope.close();
        }
    }

    /** As {@link #value}, for work without a result. */
    public static void run(Runnable work) {
        value(() -> {
            work.run();
            return null;
        });
    }

    static Scope innermost() {
        Scope scope = INNERMOST.get();
        if (scope == null) {
            throw new IllegalStateException("no Scope is open on this thread: tensors would never be freed");
        }
        return scope;
    }

    /** Takes a tensor over from the scope that owns it; closed with this one. */
    public Tensor adopt(Tensor tensor) {
        if (closed) {
            throw new IllegalStateException("this Scope is closed");
        }
        tensor.moveTo(this);
        return tensor;
    }

    /** Hands a tensor to the enclosing scope, so that it outlives this one. */
    public Tensor keep(Tensor tensor) {
        if (around == null) {
            throw new IllegalStateException("no Scope encloses this one");
        }
        return around.adopt(tensor);
    }

    public <C extends Collection<Tensor>> C keep(C tensors) {
        tensors.forEach(this::keep);
        return tensors;
    }

    void add(Tensor tensor) {
        tensor.older = newest;
        tensor.newer = null;
        if (newest != null) {
            newest.newer = tensor;
        }
        newest = tensor;
    }

    void remove(Tensor tensor) {
        if (tensor.newer == null) {
            newest = tensor.older;
        } else {
            tensor.newer.older = tensor.older;
        }
        if (tensor.older != null) {
            tensor.older.newer = tensor.newer;
        }
        tensor.older = null;
        tensor.newer = null;
    }

    /** Closes what it still owns, newest first. Closing again does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (onStack) {
            if (INNERMOST.get() != this) {
                throw new IllegalStateException("a Scope is closed on the thread that opened it, innermost first");
            }
            if (around == null) {
                INNERMOST.remove();
            } else {
                INNERMOST.set(around);
            }
        }
        closed = true;
        while (newest != null) {
            newest.close();
        }
    }
}
