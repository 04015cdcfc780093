package io.robusttransfer.worker.tensor;

import ai.djl.pytorch.engine.PtNDArray;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * Takes a tensor out of its graph in place, which DJL does not offer: the gradient that a backward with a graph leaves on a leaf
 * holds that leaf, and neither would ever be freed.
 */
final class Detached {
    /** at::_ops::detach_::call(at::Tensor&) of libtorch. */
    private static final Function DETACH =
            NativeLibrary.getInstance("torch_cpu").getFunction("_ZN2at4_ops7detach_4callERNS_6TensorE");

    private Detached() {}

    static void inPlace(PtNDArray array) {
        DETACH.invokePointer(new Object[] {new Pointer(array.getHandle())});
    }
}
