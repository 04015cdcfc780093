package io.robusttransfer.worker.tensor;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * Which algorithms libtorch takes. On a GPU the fastest ones add in another order each time, so that neither a second run nor
 * one that is resumed gives the same bits; with deterministic ones both do, and an operation that has none throws.
 */
final class Deterministic {
    /** cuBLAS adds in one order only in a workspace of its own. libtorch reads this at the first use and takes few values. */
    private static final String WORKSPACE = "CUBLAS_WORKSPACE_CONFIG";

    private Deterministic() {}

    /** To be called before the first product of matrices. */
    static void algorithms(boolean wanted) {
        if (wanted) {
            NativeLibrary.getProcess().getFunction("setenv").invokeInt(new Object[] {WORKSPACE, ":4096:8", 1});
        }
        of("_ZN2at7Context26setDeterministicAlgorithmsEbb").invokeVoid(new Object[] {context(), wanted ? 1 : 0, 0});
        // no tensor is read before it is written, so that none need be filled
        of("_ZN2at7Context39setDeterministicFillUninitializedMemoryEb").invokeVoid(new Object[] {context(), 0});
    }

    static boolean algorithms() {
        return (of("_ZNK2at7Context23deterministicAlgorithmsEv").invokeInt(new Object[] {context()}) & 0xff) == 1;
    }

    private static Pointer context() {
        return of("_ZN2at13globalContextEv").invokePointer(new Object[0]);
    }

    private static Function of(String symbol) {
        return NativeLibrary.getInstance("torch_cpu").getFunction(symbol);
    }
}
